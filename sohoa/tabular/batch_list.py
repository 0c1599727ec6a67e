"""The optional `batch.csv` or `batch.xlsx` of a batch: ties files to rows of the register."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sohoa.domain.batons import Description
from sohoa.domain.errors import RegisterColumnsError
from sohoa.domain.vietnamese import nfc, squeeze
from sohoa.durable import sha256_of
from sohoa.language import _
from sohoa.tabular.cells import parse_formed, parse_sheets
from sohoa.tabular.columns import Column as Field
from sohoa.tabular.columns import Heading, find_heading
from sohoa.tabular.legacy import LegacyOrNone, convert, detect
from sohoa.tabular.opening import read_sheets
from sohoa.tabular.sheet import EMPTY, Cell, is_blank

LIST_NAMES = ("batch.csv", "batch.xlsx")
_NEEDED = ((Field.FILE,),)


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """What a row of the list says of one file or folder."""

    row_number: int
    description: Description


@dataclass(frozen=True, slots=True)
class ListProblem:
    """A row that cannot be used, and why."""

    row_number: int
    problem: str


@dataclass(frozen=True, slots=True)
class BatchList:
    """A batch list: composed name below the batch folder → what is said of it."""

    path: Path
    sha256: str
    entries: Mapping[str, ListedDocument]
    problems: tuple[ListProblem, ...]

    def match(self, source_name: str) -> ListedDocument | None:
        """The row of a document: by its name, or by its name without the ending if that is one's own."""
        return self.entries.get(source_name) or self.entries.get(
            str(PurePosixPath(source_name).with_suffix(""))
        )


def read_batch_list(batch_dir: Path) -> BatchList | None:
    """Read the list of a batch; `None` if it has none.

    Raises:
        RegisterFileError: The list cannot be read.
        RegisterColumnsError: It has no column that names the files.
    """
    path = next((batch_dir / name for name in LIST_NAMES if (batch_dir / name).is_file()), None)
    if path is None:
        return None
    entries: dict[str, ListedDocument] = {}
    problems: list[ListProblem] = []
    is_list = False
    for sheet in read_sheets(path):
        heading = find_heading(sheet, tuple(Field), needed=_NEEDED)
        if heading.lacks(_NEEDED):
            continue
        is_list = True
        encoding = detect(cell.text for row in sheet.rows for cell in row)
        for number, row in list(sheet.numbered())[heading.row + 1 :]:
            if not is_blank(row):
                _take(_Row(number, row, heading, encoding), entries, problems)
    if not is_list:
        raise RegisterColumnsError(path.name, missing=Field.FILE.value)
    return BatchList(path, sha256_of(path), entries, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: tuple[Cell, ...]
    heading: Heading
    encoding: LegacyOrNone

    def cell(self, field: Field) -> Cell:
        column = self.heading.places.get(field)
        return self.cells[column] if column is not None and column < len(self.cells) else EMPTY

    def text(self, field: Field) -> str:
        return squeeze(convert(self.cell(field).text, self.encoding))


def _take(row: _Row, entries: dict[str, ListedDocument], problems: list[ListProblem]) -> None:
    name = nfc(unicodedata.normalize("NFC", row.cell(Field.FILE).text)).strip().replace("\\", "/")
    name = name.removeprefix("./").rstrip("/")
    problem = _problem_of(name, entries)
    try:
        description = _described(row)
    except ValueError as error:
        problem = problem or _("`{value}` is no date or number").format(value=error)
    if problem:
        problems.append(ListProblem(row.number, problem))
    else:
        entries[name] = ListedDocument(row.number, description)


def _problem_of(name: str, entries: Mapping[str, ListedDocument]) -> str:
    if not name:
        return _("it names no file")
    if name.startswith("/") or ".." in name.split("/"):
        return _("the name leads outside the box: {name}").format(name=name)
    if name in entries:
        return _("the file stands twice: {name}").format(name=name)
    return ""


def _described(row: _Row) -> Description:
    """What a row says of its file.

    Raises:
        ValueError: A date, year or count cannot be read.
    """
    date, year = row.cell(Field.DATE), row.cell(Field.YEAR)
    is_dated = bool(date.text.strip() or year.text.strip())
    return Description(
        record_id=row.text(Field.RECORD_ID),
        number=row.text(Field.NUMBER),
        formed=parse_formed(date, year) if is_dated else None,
        record_type=row.text(Field.RECORD_TYPE),
        room=row.text(Field.ROOM),
        subject=row.text(Field.SUBJECT),
        owner=row.text(Field.OWNER),
        sheets=parse_sheets(row.cell(Field.SHEETS)),
    )
