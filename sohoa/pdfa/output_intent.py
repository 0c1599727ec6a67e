"""The output intent of a PDF/A: by which samples are colours."""

from __future__ import annotations

import pikepdf

from sohoa.pdfa.colour import srgb_profile
from sohoa.pdfa.streams import compressed


def srgb_intent(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Make the output intent that reads samples as sRGB (ISO 19005-2, 6.2.3)."""
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent,
            S=pikepdf.Name.GTS_PDFA1,
            OutputConditionIdentifier="sRGB",
            Info="sRGB IEC61966-2.1",
            DestOutputProfile=compressed(pdf, srgb_profile(), N=3),
        )
    )
