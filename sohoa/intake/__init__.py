"""Station 1: masters become page images.

`take_in` is fetched when it is asked for: looking into the inbox, or reading the settings, must
not load Pillow and pikepdf.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sohoa.intake.inbox import Candidate, fingerprint, list_candidates
from sohoa.intake.settings import IntakeSettings

if TYPE_CHECKING:
    from sohoa.intake.accession import take_in

__all__ = ["Candidate", "IntakeSettings", "fingerprint", "list_candidates", "take_in"]


def __getattr__(name: str) -> Any:
    if name == "take_in":
        from sohoa.intake.accession import take_in  # noqa: PLC0415 - see above

        return take_in
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
