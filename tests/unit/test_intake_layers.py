"""Layers of a PDF: what viewers agree on is archived; where they do not, the document waits."""

from __future__ import annotations

import pikepdf
import pytest
from intake_samples import coded, image_stream, pdf_page, picture, saved, shown, take, whole_page

from sohoa.ocr.settings import QualitySettings

NAME, DICT = pikepdf.Name, pikepdf.Dictionary
STATE = {"View": "ViewState", "Print": "PrintState"}


def layered(folder, *, base="ON", off=False, usage=(), member=False):
    """A scan under a black bar in a layer; `usage`: events and the state the layer has in them."""
    pdf = pikepdf.new()
    layer = pdf.make_indirect(DICT(Type=NAME.OCG, Name=pikepdf.String("DA THU HOI"), Usage=DICT()))
    for event, state in usage:
        layer.Usage[f"/{event}"] = DICT({f"/{STATE[event]}": NAME(f"/{state}")})
    default = DICT(BaseState=NAME(f"/{base}"), ON=[], OFF=[layer] if off else [])
    default.AS = [
        DICT(Event=NAME(f"/{event}"), OCGs=[layer], Category=[NAME(f"/{event}")])
        for event, _ in usage
    ]
    pdf.Root.OCProperties = DICT(OCGs=[layer], D=default)
    content = whole_page() + b"/OC /L BDC 0 g 100 100 200 60 re f EMC "
    page = pdf_page(pdf, content, xobjects={"Im": image_stream(pdf, coded(picture(), "JPEG"))})
    group = DICT(Type=NAME.OCMD, OCGs=[layer], P=NAME.AllOn) if member else layer
    page.obj.Resources.Properties = DICT(L=pdf.make_indirect(group) if member else layer)
    return saved(folder, pdf)


def shows_bar(document):
    """Say whether the layer's bar is on the page."""
    page = shown(document)
    return page.getpixel((round(page.width * 0.48), round(page.height * 0.78))) < 60


@pytest.mark.parametrize("member", [False, True])
@pytest.mark.parametrize(
    ("base", "off", "shows"), [("ON", False, True), ("ON", True, False), ("OFF", False, False)]
)
def test_a_layer_shows_as_it_is_switched(tmp_path, member, base, off, shows):
    """The default configuration decides; a layer that is off is told."""
    document = take(layered(tmp_path, base=base, off=off, member=member))

    assert shows_bar(document) == shows
    assert [finding.code for finding in document.findings] == ([] if shows else ["layers-off"])


@pytest.mark.parametrize(
    ("off", "usage", "waits"),
    [
        (False, [("View", "OFF")], True),
        (False, [("Print", "OFF")], True),
        (True, [("View", "OFF"), ("Print", "ON")], True),
        (False, [("View", "ON"), ("Print", "ON")], False),
        (True, [("View", "OFF"), ("Print", "OFF")], False),
    ],
)
def test_what_depends_on_the_viewer_waits(tmp_path, off, usage, waits):
    """A layer with another state on the screen or in print than by default: nobody can say."""
    document = take(layered(tmp_path, off=off, usage=usage))

    codes = {finding.code for finding in document.findings}
    assert ("layers-unsure" in codes) == waits
    assert "layers-unsure" in QualitySettings().hold


def test_a_note_in_a_layer_that_is_off_does_not_show(tmp_path):
    """It is not on the page, as viewers have it; that it is there is told."""
    with pikepdf.open(layered(tmp_path, off=True)) as pdf:
        note = DICT(Type=NAME.Annot, Subtype=NAME.Square, Rect=[100, 100, 300, 160], IC=[0, 0, 0])
        note.OC = pdf.Root.OCProperties.OCGs[0]
        pdf.pages[0].obj.Annots = [pdf.make_indirect(note)]
        document = take(saved(tmp_path, pdf, "n.pdf"))

    assert not shows_bar(document)
    assert {finding.code for finding in document.findings} == {"layers-off", "annotated"}
