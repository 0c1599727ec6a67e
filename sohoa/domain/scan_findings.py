"""Findings about a scan: its file, its pages, and how well they could be read.

One declaration a finding; `sohoa.domain.findings` gathers them. `docs/findings.md` shows them.
"""

from __future__ import annotations

from sohoa.domain.failure import N_
from sohoa.domain.finding_kind import FindingKind, Need, ValueIs

ACTIVE_CONTENT_KEPT = FindingKind(
    "active-content-kept",
    N_("the signed PDF holds links or what acts by itself ({value})"),
    value_is=ValueIs.WORDS,
)
ACTIVE_CONTENT_REMOVED = FindingKind(
    "active-content-removed",
    N_("what acts in the PDF was left behind with it ({value})"),
    value_is=ValueIs.WORDS,
)
ANNOTATED = FindingKind(
    "annotated",
    N_("something was put on the page electronically: notes, marks, stamps ({value})"),
    need=Need.REVIEW,
)
BLANK_PAGE = FindingKind(
    "blank-page",
    N_("blank"),
)
BLUR = FindingKind(
    "blur",
    N_("the picture is blurred ({value})"),
    advice=N_("Clean the glass, press the sheet flat, rescan."),
    need=Need.RESCAN,
)
BORN_DIGITAL = FindingKind(
    "born-digital",
    N_("made on a computer and never paper: taken with its own text"),
)
CAMERA = FindingKind(
    "camera",
    N_("the file says that a camera took it ({value})"),
    need=Need.REVIEW,
)
CLIPPED_EDGE = FindingKind(
    "clipped-edge",
    N_("text is cut off at the edge ({value})"),
    advice=N_("Lay the sheet wholly inside the scan area and scan it again."),
    need=Need.RESCAN,
)
COLOUR_DEPTH = FindingKind(
    "colour-depth",
    N_("scanned with fewer bits of colour ({value}) than Circular 05/2025/TT-BNV asks for"),
    label=N_("scanned with too few bits of colour"),
    advice=N_("Scan in colour (24 bits) if the paper is still at hand."),
    need=Need.RESCAN_IF_CAN,
    rule=N_("Circular 05/2025/TT-BNV, article 8; Decree 30/2020: colour of 24 bits"),
)
EMBEDDED_FILES = FindingKind(
    "embedded-files",
    N_("other files are enclosed in the PDF ({value}): they show on no page"),
    label=N_("other files are enclosed in the PDF"),
    need=Need.REVIEW,
)
FELL_BACK = FindingKind(
    "fell-back",
    N_("read by Tesseract itself: its network saw too little, or was too unsure of it ({value})"),
    label=N_("read by Tesseract itself"),
)
FRAME_DOUBT = FindingKind(
    "frame-doubt",
    N_("this frame ({value} pixels) may be a thumbnail and no page; it was kept"),
    label=N_("a frame that may be no page"),
    need=Need.REVIEW,
    is_fixed=True,
)
FRAMES_LEFT_OUT = FindingKind(
    "frames-left-out",
    N_("frames that are no pages (thumbnails, masks) were left out ({value})"),
)
HARDLY_LEGIBLE = FindingKind(
    "hardly-legible",
    N_("hardly legible: on the mean its words are right {value} times in 100"),
    label=N_("hardly legible"),
    advice=N_("Look at the page; scan it again if the paper is clearer than the picture."),
    need=Need.REVIEW,
)
ILLEGIBLE = FindingKind(
    "illegible",
    N_("scanned below the rule and hardly legible ({value})"),
    advice=N_("Scan again at 300 dpi in colour."),
    need=Need.RESCAN,
)
LAYERS_OFF = FindingKind(
    "layers-off",
    N_("the PDF has layers that are switched off ({value}) and not shown"),
    label=N_("the PDF has layers that are switched off"),
)
LAYERS_UNSURE = FindingKind(
    "layers-unsure",
    N_("its layers show differently on the screen and in print ({value})"),
    advice=N_(
        "Open it in a PDF viewer, print it as it has to be, scan the print and deliver the scan."
    ),
    need=Need.RESCAN,
    holds=True,
)
LIGHT_ON_DARK = FindingKind(
    "light-on-dark",
    N_("printed light on dark: reversed for reading"),
)
LOW_RESOLUTION = FindingKind(
    "low-resolution",
    N_("scanned at {value} dpi; Circular 05/2025/TT-BNV asks for 200"),
    label=N_("scanned below 200 dpi"),
    advice=N_("Scan again at 200 dpi at least; 300 dpi reads better."),
    need=Need.RESCAN_IF_CAN,
    rule=N_("Circular 05/2025/TT-BNV, article 8; Decree 30/2020, annex I: 200 dpi"),
)
LOW_RESOLUTION_DRAWING = FindingKind(
    "low-resolution-drawing",
    N_("larger than A3 and scanned at {value} dpi; Circular 05/2025/TT-BNV asks for 300"),
    label=N_("larger than A3 and scanned below 300 dpi"),
    advice=N_("Scan maps and drawings again at 300 dpi."),
    need=Need.RESCAN_IF_CAN,
    rule=N_("Circular 05/2025/TT-BNV, article 8: 300 dpi for drawings"),
)
NO_READING_COPY = FindingKind(
    "no-reading-copy",
    N_("no PDF/A reading copy was made, as it would not show what the original shows ({value})"),
    advice=N_("Read the original itself: it lies in the archive as it came."),
    value_is=ValueIs.CODES,
)
NO_TEXT = FindingKind(
    "no-text",
    N_("could not be read: it has its image and no text, have a person look at it"),
    need=Need.REVIEW,
    is_fixed=True,
)
NO_WORDS = FindingKind(
    "no-words",
    N_("no words were found on it"),
)
NOTE_NOT_DRAWN = FindingKind(
    "note-not-drawn",
    N_("something put on the page electronically cannot be shown as other viewers do ({value})"),
    advice=N_(
        "Open it in a PDF viewer, print it with its notes and marks, scan the print and deliver it."
    ),
    need=Need.RESCAN,
    holds=True,
)
PAGE_ORDER = FindingKind(
    "page-order",
    N_("the names leave the order of the pages in doubt; taken as: {value}"),
    label=N_("order of the pages in doubt"),
    need=Need.REVIEW,
    is_fixed=True,
)
PAGE_SIZE_ASSUMED = FindingKind(
    "page-size-assumed",
    N_("the file does not say how large the paper is; A4 is assumed"),
)
PHOTO = FindingKind(
    "photo",
    N_("looks like a photograph of the paper and no flat scan"),
    advice=N_("If the paper is at hand, scan it flat on the glass."),
    need=Need.REVIEW,
    is_fixed=True,
)
PRINT_SIZE = FindingKind(
    "print-size",
    N_("by the file's resolution its print is {value} high; measure the paper"),
    label=N_("print of an unusual size"),
    need=Need.REVIEW,
    is_fixed=True,
)
REPAIRED = FindingKind(
    "repaired",
    N_("the PDF was damaged and has been repaired for reading"),
    need=Need.REVIEW,
)
RESOLUTION_ASSUMED = FindingKind(
    "resolution-assumed",
    N_("the file does not say its resolution; {value} dpi is assumed"),
    label=N_("the file does not say its resolution"),
)
RESOLUTION_DOUBT = FindingKind(
    "resolution-doubt",
    N_("the file's resolution means an unusual sheet ({value}); measure it"),
    label=N_("the file's resolution means an unusual sheet"),
    need=Need.REVIEW,
    is_fixed=True,
)
RESTRICTED = FindingKind(
    "restricted",
    N_("the PDF opens without a password, but restricts printing or changing"),
)
SECOND_ENGINE = FindingKind(
    "second-engine",
    N_("read by the second engine, as the first broke down over it"),
)
SEPARATOR_DOUBT = FindingKind(
    "separator-doubt",
    N_("bears the code of a separator sheet and something else: it was kept as a page"),
    advice=N_("If it is a separator sheet, replace it by a clean one and scan the stack again."),
    need=Need.REVIEW,
    is_fixed=True,
)
SEPARATORS_LEFT_OUT = FindingKind(
    "separators-left-out",
    N_("separator sheets of its file were left out (pages {value} of the file)"),
    label=N_("separator sheets of its file were left out"),
)
SHOW_THROUGH = FindingKind(
    "show-through",
    N_("what is seen on it is the other side, shining through"),
)
SKEW = FindingKind(
    "skew",
    N_("the sheet leans by so many degrees ({value})"),
    advice=N_("Lay the sheet straight and scan it again."),
    need=Need.REVIEW,
)
TEXT_LAYER_DIFFERS = FindingKind(
    "text-layer-differs",
    N_("its own text says other words than the page shows"),
    need=Need.REVIEW,
)
TEXT_LAYER_UNUSED = FindingKind(
    "text-layer-unused",
    N_("its own text makes no sense: it was read from the picture"),
)
TOO_DARK = FindingKind(
    "too-dark",
    N_("the picture is too dark ({value})"),
    advice=N_("Scan again with more brightness."),
    need=Need.RESCAN,
)
TOO_FAINT = FindingKind(
    "too-faint",
    N_("the text is too faint ({value})"),
    advice=N_("Scan again with more contrast."),
    need=Need.RESCAN,
)
TURNED = FindingKind(
    "turned",
    N_("lay on its side or its head: turned by {value} degrees for reading"),
    label=N_("turned for reading"),
)
