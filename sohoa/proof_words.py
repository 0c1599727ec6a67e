"""Words for the problems found when an archived record was last verified, from their codes."""

from __future__ import annotations

from sohoa.language import _


def proof_text(codes: str) -> str:
    """Say what the codes of a verification mean; empty for a record that was found whole."""
    texts = {
        "missing": _("the file is missing"),
        "link": _("the file is a link to somewhere else"),
        "bytes": _("the bytes differ from those archived (SHA-256)"),
        "no-signature": _("there is no signature"),
        "signature": _("a signature does not hold"),
        "unprovable": _("a signature can no longer be proven"),
        "pdfa": _("it is not valid PDF/A"),
        "receipt-missing": _("the receipt is missing"),
        "receipt-unreadable": _("the receipt is damaged: it cannot be read as one"),
    }
    other = _("something else does not hold; `sohoa verify` says what ({code})")
    found = [code for code in codes.split(", ") if code]
    return "; ".join(texts.get(code, other.format(code=code)) for code in found)
