"""PDFs that act: scripts, actions, embedded files, references outside; and the honest one."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from intake_samples import POINTS, coded, image_stream, pdf_page, picture, whole_page

NAME, DICT, ARRAY = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array


def scan() -> pikepdf.Pdf:
    """An honest PDF of one scanned page, to be spoilt."""
    pdf = pikepdf.new()
    pdf_page(pdf, whole_page(), xobjects={"Im": image_stream(pdf, coded(picture(), "JPEG"))})
    return pdf


def written(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """Its bytes."""
    target = io.BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


def _action(kind: str, **entries: object) -> pikepdf.Dictionary:
    return DICT(S=NAME("/" + kind), **entries)


def _opening(action: Callable[[pikepdf.Pdf], object]) -> Callable[[], bytes]:
    def make() -> bytes:
        pdf = scan()
        pdf.Root.OpenAction = action(pdf)
        return written(pdf)

    return make


def _annotated(**entries: object) -> Callable[[], bytes]:
    def make() -> bytes:
        pdf = scan()
        note = DICT(Type=NAME.Annot, Rect=[0, 0, 100, 100], **entries)
        pdf.pages[0].Annots = ARRAY([pdf.make_indirect(note)])
        return written(pdf)

    return make


def _script() -> pikepdf.Dictionary:
    return _action("JavaScript", JS="app.launchURL('http://a.invalid')")


def _named_script() -> bytes:
    pdf = scan()
    pdf.Root.Names = DICT(JavaScript=DICT(Names=["a", pdf.make_indirect(_script())]))
    return written(pdf)


def _obscured_script() -> bytes:
    """The names written with escapes, and the script in an object stream."""
    pdf = scan()
    pdf.Root.OpenAction = pdf.make_indirect(_script())
    plain = written(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return plain.replace(b"/JavaScript", b"/J#61v#61Script").replace(
        b"/OpenAction", b"/Open#41ction"
    )


def _packed_script() -> bytes:
    pdf = scan()
    pdf.Root.OpenAction = pdf.make_indirect(_script())
    return written(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _page_actions() -> bytes:
    pdf = scan()
    pdf.pages[0].AA = DICT(O=_script(), C=_action("Launch", F="cmd.exe"))
    return written(pdf)


def _attachment() -> bytes:
    pdf = scan()
    pdf.attachments["virus.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ" + bytes(500))
    return written(pdf)


def _rich_media() -> bytes:
    pdf = scan()
    asset = pdf.make_stream(b"FWS" + bytes(100), Type=NAME.EmbeddedFile)
    spec = DICT(Type=NAME.Filespec, F="a.swf", EF=DICT(F=asset))
    content = DICT(Assets=DICT(Names=["a.swf", spec]))
    note = DICT(
        Type=NAME.Annot, Subtype=NAME.RichMedia, Rect=[0, 0, 9, 9], RichMediaContent=content
    )
    pdf.pages[0].Annots = ARRAY([pdf.make_indirect(note)])
    return written(pdf)


def _outside_picture() -> bytes:
    """A picture whose data lies in another file, or on another machine."""
    pdf = pikepdf.new()
    image = image_stream(pdf, b"", F=DICT(FS=NAME.URL, F="http://a.invalid/a.jpg"))
    image.FFilter = NAME.DCTDecode
    pdf_page(pdf, whole_page(), xobjects={"Im": image})
    return written(pdf)


def _reference_form() -> bytes:
    pdf = scan()
    form = pdf.make_stream(b"", Type=NAME.XObject, Subtype=NAME.Form, BBox=[0, 0, *POINTS])
    form.Ref = DICT(F="\\\\a.invalid\\share\\a.pdf", Page=0)
    pdf.pages[0].Resources.XObject.Fm = form
    return written(pdf)


def _xfa() -> bytes:
    pdf = scan()
    pdf.Root.AcroForm = DICT(Fields=ARRAY(), XFA=pdf.make_stream(b"<xdp/>"))
    return written(pdf)


def _script_without_owner() -> bytes:
    """An action that no page leads to: it is in the file all the same."""
    pdf = scan()
    pdf.Root.PieceInfo = DICT(Kept=pdf.make_indirect(_script()))
    return written(pdf)


#: Each with the kind of active content that is in it.
ACTING: dict[str, tuple[Callable[[], bytes], str]] = {
    "open-script": (_opening(lambda _pdf: _script()), "JavaScript"),
    "open-launch": (_opening(lambda _pdf: _action("Launch", F="calc.exe")), "Launch"),
    "open-uri": (_opening(lambda _pdf: _action("URI", URI="http://a.invalid")), "URI"),
    "open-then-script": (
        _opening(lambda pdf: _action("GoTo", D=[0, NAME.Fit], Next=pdf.make_indirect(_script()))),
        "JavaScript",
    ),
    "named-script": (_named_script, "JavaScript"),
    "obscured-script": (_obscured_script, "JavaScript"),
    "packed-script": (_packed_script, "JavaScript"),
    "ownerless-script": (_script_without_owner, "JavaScript"),
    "page-actions": (_page_actions, "AdditionalActions"),
    "attachment": (_attachment, "EmbeddedFile"),
    "file-note": (_annotated(Subtype=NAME.FileAttachment, FS=DICT(F="a.exe")), "FileAttachment"),
    "link-uri": (
        _annotated(Subtype=NAME.Link, A=_action("URI", URI="http://a.invalid")),
        "URI",
    ),
    "link-submit": (
        _annotated(Subtype=NAME.Link, A=_action("SubmitForm", F="http://a.invalid")),
        "SubmitForm",
    ),
    "link-remote": (
        _annotated(
            Subtype=NAME.Link, A=_action("GoToR", F="\\\\a.invalid\\x.pdf", D=[0, NAME.Fit])
        ),
        "GoToR",
    ),
    "link-embedded": (
        _annotated(Subtype=NAME.Link, A=_action("GoToE", D=[0, NAME.Fit])),
        "GoToE",
    ),
    "movie": (_annotated(Subtype=NAME.Movie, Movie=DICT(F="a.avi")), "Movie"),
    "rendition": (
        _annotated(Subtype=NAME.Screen, A=_action("Rendition", OP=0, JS="1")),
        "Rendition",
    ),
    "rich-media": (_rich_media, "RichMedia"),
    "outside-picture": (_outside_picture, "ExternalReference"),
    "reference-form": (_reference_form, "ExternalReference"),
    "xfa": (_xfa, "XFA"),
}
