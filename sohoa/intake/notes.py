"""Annotations of a PDF page: notes, marks, stamps and form fields, shown or hidden.

An annotation with an appearance shows as that says. One without (ISO 32000-1, 12.5.5) is drawn by
each viewer in its own way: what ours makes of it has to be tried (`sohoa.intake.overlay`), and
what it cannot draw truly has to be seen by a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from sohoa.intake.paper import Box, number, numbers
from sohoa.intake.pdf_objects import content_of, items, named, parsed

_HIDDEN, _PRINT, _NO_VIEW = 2, 4, 32
#: Never drawn on the page itself (ISO 32000-1, 12.5.6.14, 14.11.3, 14.11.6).
_UNSEEN = {"/Popup", "/TrapNet", "/PrinterMark"}
_LINK, _WIDGET, _FREE_TEXT, _STAMP = "/Link", "/Widget", "/FreeText", "/Stamp"
#: Put there by a program for its own purposes, and no word of a person.
_MECHANICAL = {_LINK, _WIDGET, "/Watermark", "/Screen"}
#: The stamps that our renderer has pictures of (poppler, AnnotStampImageHelper); it shows "Draft"
#: for any other name.
_KNOWN_STAMPS = {
    "/Approved", "/AsIs", "/Confidential", "/Departmental", "/Draft", "/Experimental", "/Expired",
    "/Final", "/ForComment", "/ForPublicRelease", "/NotApproved", "/NotForPublicRelease", "/Sold",
    "/TopSecret",
}  # fmt: skip
#: Bounds: of notes on a page that are looked at, of parents of a field, of a note's text.
_MOST_NOTES = 2000
_DEEPEST_FIELD = 32
_MOST_LETTERS = 200
_MOST_FORMS = 50
_PAINTING = "f F f* B B* b b* S s sh Tj TJ ' \" Do BI ID EI"
_PUSH_BUTTON = 1 << 16


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation that may show.

    Attributes:
        place: Its number among the page's annotations, from 0.
        is_sure: Our renderer draws it, by the appearance it brings: that need not be tried.
        must_show: Viewers draw it; if ours does not, something is lost.
        is_untrue: Our renderer draws it, if at all, otherwise than it says.
        is_remark: A person put it there.
        text: What it says, as far as it says it in words.
    """

    place: int
    is_sure: bool
    must_show: bool
    is_untrue: bool
    is_remark: bool
    text: str


#: What stands for all that were not looked at.
_UNKNOWN = Note(-1, is_sure=True, must_show=True, is_untrue=True, is_remark=True, text="")


def notes_on(page: pikepdf.Page, box: Box, form: Any) -> list[Note]:
    """The annotations of a page that may show within its visible box.

    Raises:
        pikepdf.PdfError: One of them cannot be read.
    """
    regenerated = isinstance(form, pikepdf.Dictionary) and bool(form.get("/NeedAppearances", False))
    found = []
    for place, note in enumerate(items(page.obj.get("/Annots"))[:_MOST_NOTES]):
        if isinstance(note, pikepdf.Dictionary) and _may_show(note, box):
            seen = _note(note, place, regenerated=regenerated)
            if seen is not None:
                found.append(seen)
    if len(items(page.obj.get("/Annots"))) > _MOST_NOTES:
        found.append(_UNKNOWN)
    return found


def _may_show(note: Any, box: Box) -> bool:
    flags = int(number(note.get("/F")) or 0)
    if flags & _HIDDEN or (flags & _NO_VIEW and not flags & _PRINT):
        return False
    corners = numbers(note.get("/Rect"), count=4)
    if corners is None or str(note.get("/Subtype")) in _UNSEEN:
        return corners is None and str(note.get("/Subtype")) not in {*_UNSEEN, _WIDGET, _LINK}
    (left, right), (bottom, top) = sorted(corners[0::2]), sorted(corners[1::2])
    there = Box(left - 1, bottom - 1, right + 1, top + 1).within(box)
    return there.width > 0 and there.height > 0


def _note(note: Any, place: int, *, regenerated: bool) -> Note | None:
    kind, flags = str(note.get("/Subtype")), int(number(note.get("/F")) or 0)
    has_look = _has_look(note) and not (kind == _WIDGET and regenerated and _is_typed(note))
    corners = numbers(note.get("/Rect"), count=4) or (0.0,) * 4
    if has_look and (corners[0] == corners[2] or corners[1] == corners[3]):
        return None  # an appearance is fitted into its rectangle
    if kind == _WIDGET and has_look and not _paints(note):
        return None
    if kind == _LINK and not has_look and not _has_border(note):
        return None
    if kind == _WIDGET and not has_look and not _has_value(note):
        return None
    only_printed = bool(flags & _NO_VIEW)
    text = _text_of(note, kind)
    return Note(
        place,
        is_sure=has_look and kind == _WIDGET,
        must_show=only_printed or (kind != _LINK and (not has_look or _paints(note))),
        is_untrue=only_printed or (not has_look and _is_drawn_untruly(note, kind, text)),
        is_remark=kind not in _MECHANICAL,
        text=text,
    )


def _has_look(note: Any) -> bool:
    """Say whether there is a normal appearance, in the state that the annotation is in."""
    looks = note.get("/AP")
    look = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    if isinstance(look, pikepdf.Stream):
        return True
    state = note.get("/AS")
    if not isinstance(look, pikepdf.Dictionary) or not isinstance(state, pikepdf.Name):
        return False
    return isinstance(look.get(state), pikepdf.Stream)


def _paints(note: Any) -> bool:
    """Say whether an appearance leaves any mark; that of a field without a value does not."""
    look = note.AP.N
    waiting = [look if isinstance(look, pikepdf.Stream) else look.get(note.get("/AS"))]
    for form in waiting:  # grows while it is walked through
        content = content_of(form)
        if content is None or len(waiting) > _MOST_FORMS:
            return True
        for step in parsed(content, _PAINTING):
            if isinstance(step, pikepdf.ContentStreamInlineImage) or str(step.operator) != "Do":
                return True
            target = named(form.get("/Resources"), "/XObject", list(step.operands))
            if not isinstance(target, pikepdf.Stream):
                continue
            if target.get("/Subtype") != pikepdf.Name.Form:
                return True
            waiting.append(target)
    return False


def _is_typed(field: Any) -> bool:
    """Say whether it is a field whose look follows from its value: not a signature."""
    return str(_of_field(field, "/FT")) in ("/Tx", "/Ch")


def _has_border(note: Any) -> bool:
    """A link is framed, a point wide, unless it says otherwise (ISO 32000-1, table 164)."""
    style, border = note.get("/BS"), note.get("/Border")
    if isinstance(style, pikepdf.Dictionary):
        return (number(style.get("/W", 1)) or 0) > 0
    if border is None:
        return True
    widths = items(border)[2:3]
    return bool(widths) and (number(widths[0]) or 0) > 0


def _has_value(field: Any) -> bool:
    """Say whether a field without an appearance has anything to show."""
    makeup = field.get("/MK")
    if isinstance(makeup, pikepdf.Dictionary) and any(key in makeup for key in ("/BG", "/BC")):
        return True
    kind, value = str(_of_field(field, "/FT")), _of_field(field, "/V")
    if kind == "/Sig":
        return False
    if kind == "/Btn":
        pushes = int(number(_of_field(field, "/Ff")) or 0) & _PUSH_BUTTON
        if pushes:
            return isinstance(makeup, pikepdf.Dictionary) and "/CA" in makeup
        return str(field.get("/AS", value)) not in ("/Off", "None")
    return any(_words(one).strip() for one in items(value))


def _is_drawn_untruly(note: Any, kind: str, text: str) -> bool:
    """Our renderer's own letters are Latin ones: it leaves out what else there is, in silence."""
    if kind == _STAMP:
        return str(note.get("/Name", "/Draft")) not in _KNOWN_STAMPS
    if kind == _FREE_TEXT and not text:
        return "/RC" in note
    if kind in (_FREE_TEXT, _WIDGET):
        try:
            text.encode("cp1252")
        except UnicodeEncodeError:
            return True
    return False


def _text_of(note: Any, kind: str) -> str:
    if kind == _WIDGET:
        if str(_of_field(note, "/FT")) == "/Sig":
            return ""
        said = " ".join(_words(one) for one in items(_of_field(note, "/V")))
        makeup = note.get("/MK")
        if isinstance(makeup, pikepdf.Dictionary):
            said += _words(makeup.get("/CA"))
    else:
        said = _words(note.get("/Contents"))
    return " ".join(said.split())[:_MOST_LETTERS]


def _words(value: Any) -> str:
    if isinstance(value, pikepdf.Stream):  # a long value of a field may be one
        return "\N{REPLACEMENT CHARACTER}"
    return str(value) if isinstance(value, pikepdf.String | str) else ""


def _of_field(field: Any, key: str) -> Any:
    """An entry that a field may have from the fields above it."""
    for node in _upwards(field):
        if key in node:
            return node.get(key)
    return None


def _upwards(field: Any) -> Iterator[Any]:
    for _depth in range(_DEEPEST_FIELD):
        if not isinstance(field, pikepdf.Dictionary):
            return
        yield field
        field = field.get("/Parent")
