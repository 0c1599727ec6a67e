"""What a finding about a scan says to people: what is wrong, and what to do."""

from __future__ import annotations

from sohoa.domain.batons import Finding
from sohoa.language import _


def finding_text(finding: Finding) -> str:
    """What is wrong, with the value measured and its limit; an unknown code stands as it is."""
    what = _texts().get(finding.code, (finding.code, ""))[0]
    return f"{what} ({finding.value})" if finding.value else what


def finding_advice(finding: Finding) -> str:
    """What to do about it; empty where there is nothing to do."""
    return _texts().get(finding.code, ("", ""))[1]


def _texts() -> dict[str, tuple[str, str]]:
    return {
        "missing-pages": (
            _("fewer written pages than the register counts sheets"),
            _("Look for the missing sheets and scan the whole document again."),
        ),
        "clipped-edge": (
            _("text is cut off at the edge"),
            _("Lay the sheet wholly inside the scan area and scan it again."),
        ),
        "blur": (_("the picture is blurred"), _("Clean the glass, press the sheet flat, rescan.")),
        "too-dark": (_("the picture is too dark"), _("Scan again with more brightness.")),
        "too-faint": (_("the text is too faint"), _("Scan again with more contrast.")),
        "low-resolution": (
            _("the resolution is too low (dpi)"),
            _("Scan again at 200 dpi at least; 300 dpi reads better."),
        ),
        "colour-depth": (
            _("too few bits of colour"),
            _("Scan in colour (24 bits) if the paper is still at hand."),
        ),
        "skew": (_("the sheet leans (degrees)"), _("Lay the sheet straight and scan it again.")),
        "no-words": (_("no word was read"), _("See whether anything is written there.")),
    }
