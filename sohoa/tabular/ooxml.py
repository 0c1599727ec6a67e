"""Facts of an .xlsx file's cells beside their values: formats, strokes, hidden rows, comments.

The library that reads the values knows none of these. Parts are searched as bytes and only for
what matters: a register of a hundred thousand rows without any of it costs a glance.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from sohoa.tabular.number_format import BUILT_IN, matters

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_IS_ERROR = re.compile(rb"""\bt=["']e["']""")
#: A formula whose result is a text may rightly have an empty one: `=IF(A1="","",…)`.
_IS_TEXT = re.compile(rb"""\bt=["']str["']""")
_IS_SHARED = re.compile(rb"""\bt=["']s["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_RESULT = re.compile(rb"<(?:\w+:)?v>[^<]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>([^<]*)<")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']|\bht=["']0(?:\.0+)?["']""")
_ROW_NUMBER = re.compile(rb"""\br=["'](\d{1,7})["']""")
_DIMENSION = re.compile(
    rb"""<(?:\w+:)?dimension\b[^>]*\bref=["'](?:[A-Z]+\d+:)?([A-Z]+)(\d+)["']"""
)
_STRIKE = re.compile(rb"""<(?:\w+:)?strike(?!\s+val=["'](?:0|false)["'])\b""")
_SHARED_ITEM = re.compile(rb"<(?:\w+:)?si\b[^>]*>(.*?)</(?:\w+:)?si>|<(?:\w+:)?si\s*/>", re.DOTALL)


@dataclass(slots=True)
class SheetNotes:
    """Facts of a sheet's cells; rows and columns count from 0.

    Attributes:
        failed: Formulas without a result.
        formats: Cell → a number format that shows something other than the value.
        shown: Cell → its text as it is shown, where the file has it and the value says less.
        struck: Row → columns of its cells that are struck through, wholly or in part.
        hidden_rows: Rows that the program does not show, by hand or by a filter.
        comments: Row → what is written in notes on its cells.
        formulas: Row → columns of its cells that hold a formula; only where it is asked for.
    """

    failed: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: dict[int, set[int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    comments: dict[int, list[str]] = field(default_factory=dict)
    formulas: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Styles:
    """By number of a cell's style: formats that matter, and styles that strike through."""

    formats: dict[int, str]
    struck: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Shared:
    """Numbers of the shared texts that have a struck run, and of those that are blank."""

    struck: frozenset[int]
    blank: frozenset[int]


def notes_of(package: zipfile.ZipFile, *, tell_formulas: bool = False) -> dict[str, SheetNotes]:
    """Everything worth knowing of each sheet, by its name."""
    parts = sheet_parts(package)
    if not parts:
        return {}
    styles = _styles_of(package)
    shared = _shared_of(package)
    notes = {name: _notes_of_sheet(package, part, styles, shared) for name, part in parts.items()}
    if tell_formulas:
        for name, part in parts.items():
            _note_formulas(package.read(part), notes[name])
    return notes


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet → the part that holds it."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    relations = _parsed(package, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts = {}
    for element in _parsed(package, "xl/workbook.xml").iter():
        if element.tag.endswith("}sheet"):
            identity = next((value for key, value in element.items() if key.endswith("}id")), "")
            part = _resolved("xl", targets.get(identity, ""))
            if part in names:
                parts[element.get("name", "")] = part
    return parts


def without_strays(path: Path, max_cells: int) -> io.BytesIO | None:
    """The workbook without cells of nothing but white space, if they make it seem too large.

    One blank in the last row or column there can be makes a sheet of thousands of millions of
    cells; the filled part is the sheet. `None` where there is no need.
    """
    with zipfile.ZipFile(path) as package:
        seeming = [
            part for part in sheet_parts(package).values() if _area(package, part) > max_cells
        ]
        if not seeming:
            return None
        blank = _shared_of(package).blank
        cleaned = io.BytesIO()
        with zipfile.ZipFile(cleaned, "w", zipfile.ZIP_DEFLATED) as target:
            for member in package.infolist():
                content = package.read(member)
                if member.filename in seeming:
                    content = _CELL.sub(lambda found: _unless_blank(found, blank), content)
                target.writestr(member.filename, content)
    cleaned.seek(0)
    return cleaned


def _area(package: zipfile.ZipFile, part: str) -> int:
    """Count the cells of a sheet by its last row and the size it states."""
    xml = package.read(part)
    rows = _ROW_NUMBER.search(xml, max(0, xml.rfind(b"row ", 0) - 1))
    last_row = int(rows[1]) if rows else 0
    stated = _DIMENSION.search(xml[:4096])
    columns = column_number(stated[1].decode()) + 1 if stated else 1
    if stated:
        last_row = max(last_row, int(stated[2]))
    if wide := re.findall(rb"""r=["']([A-Z]{3})\d""", xml):
        columns = max(columns, *(column_number(one.decode()) + 1 for one in set(wide)))
    return last_row * columns


def _unless_blank(found: re.Match[bytes], blank: frozenset[int]) -> bytes:
    values = _VALUE.findall(found[2])
    if not values or _FORMULA.search(found[2]):
        return found[0]
    if _IS_SHARED.search(found[1]):
        is_blank = values[0].isdigit() and int(values[0]) in blank
    else:
        is_blank = not html.unescape(b"".join(values).decode("utf-8", "replace")).strip()
    return b"" if is_blank else found[0]


def _notes_of_sheet(
    package: zipfile.ZipFile, part: str, styles: _Styles, shared: _Shared
) -> SheetNotes:
    xml = package.read(part)
    notes = SheetNotes(failed=set(_failed_in(xml)), comments=_comments_of(package, part))
    if b'hidden="' in xml or b"hidden='" in xml or _has_flat_rows(xml):
        notes.hidden_rows = set(_hidden_rows(xml))
    wanted = {*styles.formats, *styles.struck}
    if wanted:
        _note_styles(xml, wanted, styles, notes)
    if shared.struck or (b"strike" in xml and _STRIKE.search(xml)):
        _note_struck_texts(xml, shared.struck, notes)
    return notes


def _has_flat_rows(xml: bytes) -> bool:
    """Say whether a height may be 0; margins of a page end alike (`right="0.7"`)."""
    found = re.finditer(rb"""ht=["']0""", xml)
    return any(xml[one.start() - 1 : one.start()].isspace() for one in found)


def _note_styles(xml: bytes, wanted: set[int], styles: _Styles, notes: SheetNotes) -> None:
    """Find the cells of the styles that matter; an empty cell has its style to no purpose."""
    numbers = "|".join(map(str, sorted(wanted))).encode()
    styled = re.compile(
        rb"""<(?:\w+:)?c\s(?=[^>]*\bs=["'](?P<style>""" + numbers + rb""")["'])[^>]*[^/>]>"""
    )
    for found in styled.finditer(xml):
        place = _PLACE.search(found[0])
        if place is None:
            continue
        row, column = int(place[2]) - 1, column_number(place[1].decode())
        style = int(found["style"])
        if style in styles.formats:
            notes.formats[row, column] = styles.formats[style]
        if style in styles.struck:
            notes.struck.setdefault(row, set()).add(column)


def _note_struck_texts(xml: bytes, struck: frozenset[int], notes: SheetNotes) -> None:
    """Find the cells of which a part is struck through."""
    for attributes, content in _CELL.findall(xml):
        value = _VALUE.search(content)
        of_shared = (
            bool(_IS_SHARED.search(attributes))
            and value is not None
            and value[1].isdigit()
            and int(value[1]) in struck
        )
        place = _PLACE.search(attributes)
        if place and (of_shared or _STRIKE.search(content)):
            row, column = int(place[2]) - 1, column_number(place[1].decode())
            notes.struck.setdefault(row, set()).add(column)


def _hidden_rows(xml: bytes) -> Iterator[int]:
    for found in _ROW.finditer(xml):
        number = _ROW_NUMBER.search(found[1])
        if number and _HIDDEN.search(found[1]):
            yield int(number[1]) - 1


def _comments_of(package: zipfile.ZipFile, part: str) -> dict[int, list[str]]:
    """Row → its notes; an author's name before the text is left out by the program's own rule."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.namelist():
        return {}
    comments: dict[int, list[str]] = {}
    for relation in _parsed(package, relations):
        target = _resolved(folder, relation.get("Target", ""))
        if relation.get("Type", "").endswith("/comments") and target in package.namelist():
            for row, text in _comments_in(_parsed(package, target)):
                comments.setdefault(row, []).append(text)
    return comments


def _comments_in(tree: ElementTree.Element) -> Iterator[tuple[int, str]]:
    for element in tree.iter():
        place = re.fullmatch(r"[A-Z]{1,3}(\d{1,7})", element.get("ref", ""))
        if element.tag.endswith("}comment") and place:
            texts = (one.text or "" for one in element.iter() if one.tag.endswith("}t"))
            if text := " ".join("".join(texts).split()):
                yield int(place[1]) - 1, text


def _styles_of(package: zipfile.ZipFile) -> _Styles:
    part = "xl/styles.xml"
    if part not in package.namelist():
        return _Styles({}, frozenset())
    tree = _parsed(package, part)
    codes = dict(BUILT_IN)
    for element in _children(tree, "numFmts"):
        number = element.get("numFmtId", "")
        if number.isdigit():
            codes[int(number)] = element.get("formatCode", "")
    struck = [_strikes(font) for font in _children(tree, "fonts")]
    formats: dict[int, str] = {}
    strikes: set[int] = set()
    for style, element in enumerate(_children(tree, "cellXfs")):
        code = codes.get(int(element.get("numFmtId") or 0), "")
        if code and matters(code):
            formats[style] = code
        font = int(element.get("fontId") or 0)
        if font < len(struck) and struck[font]:
            strikes.add(style)
    return _Styles(formats, frozenset(strikes))


def _strikes(font: ElementTree.Element) -> bool:
    return any(
        element.tag.endswith("}strike") and element.get("val", "1") not in ("0", "false")
        for element in font
    )


def _children(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    for element in tree:
        if element.tag.endswith(f"}}{name}"):
            yield from element


def _shared_of(package: zipfile.ZipFile) -> _Shared:
    part = "xl/sharedStrings.xml"
    if part not in package.namelist():
        return _Shared(frozenset(), frozenset())
    xml = package.read(part)
    struck, blank = set[int](), set[int]()
    for number, found in enumerate(_SHARED_ITEM.finditer(xml)):
        content = found[1] or b""
        if b"strike" in content and _STRIKE.search(content):
            struck.add(number)
        if not content.strip() or not any(map(_says, _VALUE.findall(content))):
            blank.add(number)
    return _Shared(frozenset(struck), frozenset(blank))


def _says(value: bytes) -> bool:
    return bool(value.strip()) and bool(html.unescape(value.decode("utf-8", "replace")).strip())


def _failed_in(xml: bytes) -> Iterator[tuple[int, int]]:
    if b'"e"' not in xml and b"<f" not in xml and b":f" not in xml:
        return
    for attributes, content in _CELL.findall(xml):
        place = _PLACE.search(attributes)
        solved = _IS_TEXT.search(attributes) or _RESULT.search(content)
        is_open = _FORMULA.search(content) and not solved
        if place and (_IS_ERROR.search(attributes) or is_open):
            yield int(place[2]) - 1, column_number(place[1].decode())


def _note_formulas(xml: bytes, notes: SheetNotes) -> None:
    for attributes, content in _CELL.findall(xml):
        if _FORMULA.search(content) and (place := _PLACE.search(attributes)):
            row = notes.formulas.setdefault(int(place[2]) - 1, [])
            row.append(column_number(place[1].decode()))


def column_number(letters: str) -> int:
    """The place of a column, counting from 0.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.removeprefix("/")
    return posixpath.normpath(posixpath.join(folder, target))


def _parsed(package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """Parse a part; what entities could blow up is held by this process's own limits."""
    return ElementTree.fromstring(package.read(part))  # noqa: S314
