"""Made-up records that look like this office's: the demo, the load and the tests' raw material.

Every name, company and number in them is invented, and the seal says `HỒ SƠ MẪU`.
"""

from __future__ import annotations

from sohoa.sample.generator import SampleSummary, make_sample

__all__ = ["SampleSummary", "make_sample"]
