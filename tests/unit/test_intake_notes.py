"""What is laid over a page electronically is on the archived page, or the document waits."""

from __future__ import annotations

import pikepdf
import pytest
from intake_samples import (
    DPI,
    coded,
    image_stream,
    pdf_page,
    picture,
    saved,
    shown,
    take,
    whole_page,
)

from sohoa.domain.stage_results import Derivation
from sohoa.ocr.settings import QualitySettings

NAME, DICT, TEXT = pikepdf.Name, pikepdf.Dictionary, pikepdf.String
RED, RECT = [1, 0, 0], [100, 100, 300, 160]
QUAD = [100, 160, 300, 160, 100, 100, 300, 100]
HELV = TEXT("/Helv 18 Tf 1 0 0 rg")
DRAWN, WAITS, NOTHING = "drawn", "waits", "nothing"

#: subtype, entries, and what becomes of it without an appearance of its own.
NOTES = {
    "free text": ("FreeText", {"Contents": TEXT("DA THU HOI"), "DA": HELV}, DRAWN),
    "free text without style": ("FreeText", {"Contents": TEXT("DA THU HOI")}, DRAWN),
    "free text in Vietnamese": ("FreeText", {"Contents": TEXT("ĐÃ THU HỒI"), "DA": HELV}, WAITS),
    "free text, rich only": ("FreeText", {"RC": TEXT("<p>thu</p>"), "DA": HELV}, WAITS),
    "sticky note": ("Text", {"Contents": TEXT("thu hoi 12/5")}, DRAWN),
    "line": ("Line", {"L": [100, 100, 300, 160], "C": RED}, DRAWN),
    "level line": ("Line", {"L": [100, 130, 300, 130], "Rect": [100, 130, 300, 130]}, DRAWN),
    "frame": ("Square", {"C": RED}, DRAWN),
    "filled frame": ("Square", {"IC": RED, "BS": DICT(W=0)}, DRAWN),
    "white patch": ("Square", {"IC": [1, 1, 1], "BS": DICT(W=0)}, DRAWN),
    "circle": ("Circle", {"C": RED}, DRAWN),
    "polygon": ("Polygon", {"Vertices": [100, 100, 200, 160, 300, 100], "C": RED}, DRAWN),
    "polyline": ("PolyLine", {"Vertices": [100, 100, 200, 160, 300, 100], "C": RED}, DRAWN),
    "highlight": ("Highlight", {"QuadPoints": QUAD, "C": [1, 1, 0]}, DRAWN),
    "highlight of nothing": ("Highlight", {"C": [1, 1, 0]}, WAITS),
    "underline": ("Underline", {"QuadPoints": QUAD, "C": RED}, DRAWN),
    "squiggly": ("Squiggly", {"QuadPoints": QUAD, "C": RED}, DRAWN),
    "strike-out": ("StrikeOut", {"QuadPoints": QUAD, "C": RED}, DRAWN),
    "ink": ("Ink", {"InkList": [pikepdf.Array([100, 100, 300, 160])], "C": RED}, DRAWN),
    "known stamp": ("Stamp", {"Name": NAME.Approved}, DRAWN),
    "stamp of one's own": ("Stamp", {"Name": NAME("/DaThuHoi")}, WAITS),
    "caret": ("Caret", {"C": RED}, WAITS),
    "redaction": ("Redact", {"QuadPoints": QUAD, "IC": [0, 0, 0]}, WAITS),
    "attached file": ("FileAttachment", {"Name": NAME.PushPin}, WAITS),
    "sound": ("Sound", {}, WAITS),
    "unknown": ("ThuHoi", {"Contents": TEXT("thu hoi")}, WAITS),
    "popup": ("Popup", {"Open": True}, NOTHING),
    "framed link": ("Link", {}, DRAWN),
    "link": ("Link", {"Border": [0, 0, 0]}, NOTHING),
    "hidden": ("Square", {"C": RED, "F": 2}, NOTHING),
    "not for the screen": ("Square", {"C": RED, "F": 32}, NOTHING),
    "for print only": ("Square", {"C": RED, "F": 36}, WAITS),
    "off the page": ("Square", {"C": RED, "Rect": [5000, 5000, 5100, 5100]}, NOTHING),
    "text field": ("Widget", {"FT": NAME.Tx, "V": TEXT("DA THU HOI"), "DA": HELV}, DRAWN),
    "Vietnamese field": ("Widget", {"FT": NAME.Tx, "V": TEXT("ĐÃ THU HỒI"), "DA": HELV}, WAITS),
    "field of a parent": ("Widget", {"Parent": DICT(FT=NAME.Tx, V=TEXT("ĐÃ THU HỒI"))}, WAITS),
    "empty field": ("Widget", {"FT": NAME.Tx, "DA": HELV}, NOTHING),
    "ticked box": ("Widget", {"FT": NAME.Btn, "V": NAME.Yes, "AS": NAME.Yes}, DRAWN),
    "box not ticked": ("Widget", {"FT": NAME.Btn, "V": NAME.Off, "AS": NAME.Off}, NOTHING),
    "choice": (
        "Widget",
        {"FT": NAME.Ch, "Ff": 1 << 17, "V": TEXT("THU"), "Opt": [TEXT("THU"), TEXT("B")]},
        DRAWN,
    ),
    "signature to come": ("Widget", {"FT": NAME.Sig}, NOTHING),
}  # fmt: skip


def noted(folder, kind, entries, *, look=False, need=False, name="d.pdf"):
    """A scanned page with one annotation over it."""
    pdf = pikepdf.new()
    note = {"Type": NAME.Annot, "Subtype": NAME(f"/{kind}"), "Rect": RECT, "F": 4, **entries}
    if look:
        form = pdf.make_stream(b"1 0 0 rg 0 0 200 60 re f", Type=NAME.XObject, Subtype=NAME.Form)
        form.BBox = [0, 0, 200, 60]
        note["AP"] = DICT({"/N": form})
    pdf_page(pdf, whole_page(), xobjects={"Im": image_stream(pdf, coded(picture(), "JPEG"))})
    laid = pdf.make_indirect(DICT({f"/{key}": value for key, value in note.items()}))
    pdf.pages[0].obj.Annots = [laid]
    if kind == "Widget":
        laid.T = TEXT("o1")
        pdf.Root.AcroForm = DICT(Fields=[laid], DA=TEXT("/Helv 0 Tf 0 g"), NeedAppearances=need)
    return saved(folder, pdf, name)


def codes(document):
    """The findings' codes."""
    return {finding.code for finding in document.findings}


def is_marked(document):
    """Say whether anything is where the bare scan is white and the annotation lies."""
    page = shown(document)
    left, bottom, right, top = (side / 72 * DPI for side in (90, 90, 310, 170))
    region = page.crop((round(left), round(page.height - top), round(right), page.height))
    return region.crop((0, 0, region.width, round(top - bottom))).getextrema()[0] < 240


@pytest.mark.parametrize("case", NOTES)
def test_a_note_without_appearance_is_never_lost(tmp_path, case):
    """Whatever viewers draw is on the archived page, or the document waits for a person."""
    kind, entries, outcome = NOTES[case]

    document = take(noted(tmp_path, kind, entries))

    if outcome == WAITS:
        assert "note-not-drawn" in QualitySettings().hold
        assert "note-not-drawn" in codes(document)
        return
    is_drawn = document.pages[0].derivation is Derivation.RASTERIZED
    assert (is_drawn, "note-not-drawn" in codes(document)) == (outcome == DRAWN, False)
    if case != "white patch":
        assert is_marked(document) == is_drawn


@pytest.mark.parametrize("case", [case for case in NOTES if NOTES[case][2] != NOTHING])
def test_a_note_with_an_appearance_shows_it(tmp_path, case):
    """Where an annotation brings its look, that is what is archived; our renderer passes over the
    looks of some kinds, and then the document waits.
    """
    kind, entries, _outcome = NOTES[case]
    if case in ("level line", "for print only", "ticked box"):
        pytest.skip("these show nothing on the screen, or a look of another kind")

    document = take(noted(tmp_path, kind, entries, look=True))

    assert is_marked(document) != ("note-not-drawn" in codes(document))


@pytest.mark.parametrize("value", ["DA THU HOI", "ĐÃ THU HỒI"])
def test_a_form_that_needs_its_looks_made(tmp_path, value):
    """NeedAppearances: the value is what shows, not the look of yesterday that the file brings."""
    entries = {"FT": NAME.Tx, "V": TEXT(value), "DA": HELV}

    document = take(noted(tmp_path, "Widget", entries, look=True, need=True))

    page = shown(document)
    middle = page.getpixel((round(page.width * 290 / 419.4), page.height - round(105 / 0.36)))
    assert ("note-not-drawn" in codes(document)) == (value != "DA THU HOI")
    assert middle > 200  # not the red of the old look


def test_what_a_person_wrote_is_said(tmp_path):
    """A note goes to a person with its words, drawn though it is."""
    entries = {"Contents": TEXT("Thu hoi theo QD 12"), "QuadPoints": QUAD}

    (finding,) = take(noted(tmp_path, "Highlight", entries)).findings

    assert (finding.code, finding.page, finding.value) == ("annotated", 1, "1: Thu hoi theo QD 12")
    assert "annotated" in QualitySettings().review


def test_a_hundred_notes_cost_one_more_drawing(tmp_path):
    """All of a document's doubtful annotations are tried at once; more than any scan has wait."""
    pdf = pikepdf.new()
    for _page in range(2):
        pdf_page(pdf, whole_page(), xobjects={"Im": image_stream(pdf, coded(picture(), "JPEG"))})
        frames = [
            DICT(
                Type=NAME.Annot,
                Subtype=NAME.Square,
                Rect=[10 + at / 2, 10, 100 + at / 2, 90],
                C=RED,
            )
            for at in range(350)
        ]
        pdf.pages[-1].obj.Annots = [pdf.make_indirect(frame) for frame in frames]

    document = take(saved(tmp_path, pdf))

    lost = [one for one in document.findings if one.code == "note-not-drawn"]
    assert [(one.page, one.value) for one in lost] == [(2, "200")]


def test_notes_on_a_restricted_pdf_are_tried_too(tmp_path):
    """A lock against changes does not keep a note from the archived page."""
    entries = {"Contents": TEXT("DA THU HOI"), "DA": HELV}
    with pikepdf.open(noted(tmp_path, "FreeText", entries)) as pdf:
        locked = saved(tmp_path, pdf, "k.pdf", encryption=pikepdf.Encryption(owner="chu", user=""))

    document = take(locked)

    assert is_marked(document)
    assert codes(document) == {"restricted", "annotated"}
