"""Runs as a process of its own: one workbook in, its cells as JSON on standard output.

A workbook of 8 KB whose only cells are A1 and XFD1048576 makes the reader ask for 512 GB,
and a Rust library that gets no memory ends its process. So it gets a process with a limit
of memory and time, started by `sohoa.tabular.workbook`; this file imports nothing of ours.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import resource
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import python_calamine

_MEMORY_BYTES = 1536 << 20
_CPU_SECONDS = 60
#: Excel writes whole numbers as floats; above this a float no longer holds every whole number.
_EXACT_BELOW = 2**53
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODF_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_IS_ERROR = re.compile(rb"""\bt=["']e["']""")
#: A formula whose result is a text may rightly have an empty one: `=IF(A1="","",…)`.
_IS_TEXT = re.compile(rb"""\bt=["']str["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_RESULT = re.compile(rb"<(?:\w+:)?v>[^<]")

_UNREADABLE = (
    python_calamine.CalamineError,
    ElementTree.ParseError,
    zipfile.BadZipFile,
    ValueError,
    OSError,
)

Json = str | list[str] | None


def main(path: Path, max_cells: int) -> None:
    """Print the workbook's sheets, or the problem that keeps them from being read."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    try:
        answer: dict[str, object] = {"sheets": _sheets(path, max_cells)}
    except python_calamine.PasswordError:
        answer = {"problem": "password"}
    except (OverflowError, MemoryError):
        answer = {"problem": "too-large"}
    except _UNREADABLE:
        answer = {"problem": "password" if _is_encrypted(path) else "damaged"}
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))


def _sheets(path: Path, max_cells: int) -> list[dict[str, object]]:
    left = max_cells
    sheets = []
    with path.open("rb") as stream:
        book = python_calamine.CalamineWorkbook.from_filelike(stream)
        failed = _failed_cells(path)
        for about in book.sheets_metadata:
            if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            left -= sheet.height * sheet.width
            if left < 0:
                raise OverflowError("too many cells")
            hidden = about.visible is not python_calamine.SheetVisibleEnum.Visible
            sheets.append(_sheet(sheet, hidden, failed.get(about.name, set())))
    return sheets


def _sheet(
    sheet: python_calamine.CalamineSheet, hidden: bool, failed: set[tuple[int, int]]
) -> dict[str, object]:
    top, left = sheet.start or (0, 0)
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]
    for row, column in failed:
        if top <= row < top + len(rows) and left <= column < left + len(rows[row - top]):
            rows[row - top][column - left] = ["failed", "#"]
    spans = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
    return {
        "name": sheet.name,
        "hidden": hidden,
        "first_row": top + 1,
        "first_column": left,
        "spans": spans,
        "rows": rows,
    }


def _cell(value: object) -> Json:
    """A text as a text, anything else with its kind, an empty cell as null."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return ["truth", "TRUE" if value else "FALSE"]
    if isinstance(value, int | float):
        return ["number", _number(value)]
    if isinstance(value, dt.datetime | dt.date):
        return ["date", f"{value.day:02d}/{value.month:02d}/{value.year:04d}"]
    return str(value)


def _number(value: float) -> str:
    if value == value // 1 and abs(value) < _EXACT_BELOW:
        return str(int(value))
    return repr(value)


def _failed_cells(path: Path) -> dict[str, set[tuple[int, int]]]:
    """Formulas of an .xlsx without a result, by sheet: the library shows them as empty."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as package:
        parts = _sheet_parts(package)
        return {name: set(_failed_in(package.read(part))) for name, part in parts.items()}


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    relations = _parsed(package, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts = {}
    for element in _parsed(package, "xl/workbook.xml").iter():
        if element.tag.endswith("}sheet"):
            identity = next((value for key, value in element.items() if key.endswith("}id")), "")
            target = targets.get(identity, "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if part in names:
                parts[element.get("name", "")] = part
    return parts


def _parsed(package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """Parse a part; what entities could blow up is held by this process's own limits."""
    return ElementTree.fromstring(package.read(part))  # noqa: S314


def _failed_in(xml: bytes) -> Iterable[tuple[int, int]]:
    if b'"e"' not in xml and b"<f" not in xml and b":f" not in xml:
        return
    for attributes, content in _CELL.findall(xml):
        place = _PLACE.search(attributes)
        solved = _IS_TEXT.search(attributes) or _RESULT.search(content)
        is_open = _FORMULA.search(content) and not solved
        if place and (_IS_ERROR.search(attributes) or is_open):
            yield int(place[2]) - 1, _column(place[1].decode())


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _is_encrypted(path: Path) -> bool:
    """Say whether a file that could not be read is closed by a password, whatever its format."""
    if zipfile.is_zipfile(path):
        return _is_encrypted_zip(path)
    content = path.read_bytes()
    if not content.startswith(_OLE_MARK):
        return False
    return _ENCRYPTED_STREAM in content or _asks_for_password(path)


def _is_encrypted_zip(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        if any(member.flag_bits & 1 for member in package.infolist()):
            return True
        if _ODF_MANIFEST not in package.namelist():
            return False
        return b"encryption-data" in package.read(_ODF_MANIFEST)


def _asks_for_password(path: Path) -> bool:
    """The library tells a protected .xls from a damaged one only if the name says it is one."""
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / "book.xls"
        named.symlink_to(path.resolve())
        try:
            python_calamine.CalamineWorkbook.from_path(named)
        except python_calamine.PasswordError:
            return True
        except python_calamine.CalamineError:
            return False
    return False


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
