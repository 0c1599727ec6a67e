"""Words for the problems found when an archived record was last verified, from their codes."""

from __future__ import annotations

from sohoa.domain.failure import N_
from sohoa.domain.proof_problems import TEXTS
from sohoa.language import _

#: Where `sohoa verify` says with what it was found, which is not stored.
_IN_SHORT = {
    "signature": N_("a signature does not hold"),
    "unprovable": N_("a signature can no longer be proven"),
    "pdfa": N_("it is not valid PDF/A"),
}


def proof_text(codes: str) -> str:
    """Say what the codes of a verification mean; empty for a record that was found whole."""
    return "; ".join(_meaning(code) for code in codes.split(", ") if code)


def _meaning(code: str) -> str:
    text = _IN_SHORT.get(code) or TEXTS.get(code, "")
    if text and "{" not in text:
        return _(text)
    return _("something else does not hold; `sohoa verify` says what ({code})").format(code=code)
