"""The optional `batch.csv` or `batch.xlsx` of a batch: ties files to rows of the register."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sohoa.domain.errors import BatchListError, RegisterColumnsError, RegisterFileError
from sohoa.domain.identifiers import record_id_of
from sohoa.domain.owner_numbers import masked
from sohoa.domain.places import JOINED_BY
from sohoa.domain.secrecy import says_secret
from sohoa.domain.stage_results import Description, Said
from sohoa.domain.transfers import is_unfinished
from sohoa.domain.vietnamese import fold, nfc
from sohoa.durable import sha256_of
from sohoa.language import _
from sohoa.tabular.cells import CellError, parse_count, parse_formed, parse_number
from sohoa.tabular.columns import Column, column_title, plain_heading
from sohoa.tabular.opening import read_sheets
from sohoa.tabular.page_cells import PageSpan, parse_pages, spans_text
from sohoa.tabular.sheet import EMPTY, Cell, CellKind
from sohoa.tabular.table import Table, read_table

LIST_NAMES = ("batch.csv", "batch.xlsx")

_NEEDED = ((Column.FILE,),)
#: What a list may say of a file; any part of it will do.
_WANTED = frozenset(
    {
        Column.FILE, Column.RECORD_ID, Column.NUMBER, Column.NOTATION, Column.DATE, Column.YEAR,
        Column.RECORD_TYPE, Column.ROOM, Column.SUBJECT, Column.OWNER, Column.SHEETS,
        Column.CONFIRMED, Column.PAGES, Column.SECRECY,
    }
)  # fmt: skip
#: What a cell of the column `đã xem` may hold that says nothing, or no.
_NOT_SEEN = frozenset({"", "-", "0", "khong", "chua", "no", "false"})
_DRIVE = re.compile(r"^[A-Za-z]:")
#: Headings that can mean nothing but our ids: those our own tables and sheets bear.
_OURS = frozenset({"record id", "register id", "ma trong so", "ma ban ghi"})


@dataclass(frozen=True, slots=True)
class ListedPiece:
    """A file or folder that a row names, and which of its pages: none said are all of them."""

    name: str
    spans: tuple[PageSpan, ...] = ()

    def __str__(self) -> str:
        """The piece as a person would say it: `a.pdf, 1-3`."""
        return f"{self.name}, {spans_text(self.spans)}" if self.spans else self.name


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A row of the list: its description of one document; of what is secret, none.

    That is a file or folder, some pages of one, or several that are joined, in this order.
    """

    row_number: int
    description: Description
    pieces: tuple[ListedPiece, ...]
    is_secret: bool = False

    @property
    def is_plain(self) -> bool:
        """Say whether it names one file or folder, and nothing about its pages."""
        return len(self.pieces) == 1 and not self.pieces[0].spans


@dataclass(frozen=True, slots=True)
class ListProblem:
    """A row that cannot be used, and why; the file it names, if it names one, is not described.

    Attributes:
        names: Files of which nobody knows by this row which pages are a document: they wait.
        repeats: The row as it would be if its file held as many documents as rows name it.
        said: Which paper it names, of which files: they stay shut where the register has a secret.
    """

    row_number: int
    problem: str
    names: tuple[str, ...] = ()
    repeats: ListedDocument | None = None
    said: ListedDocument | None = None


@dataclass(frozen=True, slots=True)
class BatchList:
    """A batch list: what a row names → what it says of it.

    That is the name of a file or folder in the batch, or several, or pages of one. Names are as in
    the folder (NFC, `/` between folders), where there is such a file: a list that leaves out the
    ending, or has another case, means the one file it can mean.

    Attributes:
        secret: Files and folders of which a row says that they, or some of their pages, are secret:
            the whole of them stays shut.
    """

    path: Path
    sha256: str
    entries: Mapping[str, ListedDocument]
    problems: tuple[ListProblem, ...]
    secret: frozenset[str] = frozenset()

    def match(self, source_name: str) -> ListedDocument | None:
        """Find the row of the whole of a file or folder of the batch; `None` if there is none."""
        return self.entries.get(nfc(source_name))


def read_batch_list(batch_dir: Path) -> BatchList | None:
    """Read the list of a batch; `None` if it has none.

    Raises:
        BatchListError: There are two lists, the list cannot be read, or no row of it names a
            column of files.
        OSError: The batch folder cannot be read.
    """
    paths = [batch_dir / name for name in LIST_NAMES if os.path.lexists(batch_dir / name)]
    if not paths:
        return None
    path = paths[0]
    if len(paths) > 1:
        problem = _("{other} lies beside it, and only one can be right").format(other=paths[1].name)
        raise BatchListError(name=path.name, problem=problem)
    if path.is_symlink() or not path.is_file():
        raise BatchListError(name=path.name, problem=_("it is a link or a folder, not a file"))
    tables = _tables(path)
    reading = _Reading(_names_in(batch_dir))
    for table in tables:
        reading.take(table)
    return reading.done(path)


def _tables(path: Path) -> list[Table]:
    """The sheets of the list that name files.

    Raises:
        BatchListError: There is none, or the file cannot be read.
    """
    try:
        sheets = [sheet for sheet in read_sheets(path) if not sheet.hidden]
        tables = [read_table(sheet, _WANTED, needed=_NEEDED) for sheet in sheets]
        tables = [table for table in tables if not table.heading.lacks(_NEEDED)]
        if not tables:
            raise RegisterColumnsError(path.name, missing=column_title(Column.FILE))
    except RegisterFileError as error:
        raise BatchListError(name=path.name, problem=error.details["problem"]) from error
    except RegisterColumnsError as error:
        problem = _("no heading names the column of files (`tệp` or `file`)")
        raise BatchListError(name=path.name, problem=problem) from error
    return tables


def _names_in(batch_dir: Path) -> Collection[str]:
    """List the names at the top of the batch folder, which a list may give without their ending."""
    with os.scandir(batch_dir) as entries:
        names = [os.fsencode(entry.name).decode("utf-8", "replace") for entry in entries]
    names = [name for name in names if not is_unfinished(name)]
    return dict.fromkeys(sorted(map(nfc, names)))


class _SeveralFilesError(CellError):
    """A name may be that of several files."""

    def __init__(self, expected: str, names: tuple[str, ...]) -> None:
        super().__init__(expected)
        self.names = names


@dataclass
class _Reading:
    names: Collection[str]
    entries: dict[str, ListedDocument] = field(default_factory=dict)
    problems: list[ListProblem] = field(default_factory=list)
    secret: set[str] = field(default_factory=set)
    same_case: dict[str, list[str]] = field(default_factory=dict)
    same_stem: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.names:
            self.same_case.setdefault(name.casefold(), []).append(name)
            self.same_stem.setdefault(_stem(name).casefold(), []).append(name)

    def done(self, path: Path) -> BatchList:
        """Give the list, once all its tables are taken."""
        problems, secret = tuple(self.problems), frozenset(self.secret)
        return BatchList(path, sha256_of(path), self.entries, problems, secret)

    def take(self, table: Table) -> None:
        """Read every row; one that cannot be used becomes a problem."""
        has_ids = _has_record_ids(table)
        for row in table.rows:
            self._take(row.number, table.cells(row), has_ids=has_ids)

    def _take(self, number: int, cells: Mapping[Column, Cell], *, has_ids: bool) -> None:
        is_secret = says_secret(cells.get(Column.SECRECY, EMPTY).text)
        try:
            names = self._files_of(cells[Column.FILE])
        except CellError as error:
            meant = self._files_meant(cells[Column.FILE].text)
            self.secret.update(meant if is_secret else ())
            is_plain = not cells.get(Column.PAGES, EMPTY).text
            held = () if is_plain and JOINED_BY not in cells[Column.FILE].text else meant
            said = _alone(number, cells, meant, has_ids=has_ids)
            self.problems.append(ListProblem(number, str(error), held, said=said))
            return
        if is_secret:
            self.secret.update(names)
            whole = tuple(map(ListedPiece, names))
            self._keep(ListedDocument(number, Description(), whole, is_secret=True))
            return
        said = _alone(number, cells, names, has_ids=has_ids)
        held = names
        try:
            pieces = _pieces(names, cells.get(Column.PAGES, EMPTY))
            held = names if len(names) > 1 or pieces[0].spans else ()
            description = _described(cells, has_ids=has_ids)
        except CellError as error:
            self.problems.append(ListProblem(number, str(error), held, said=said))
        else:
            self._keep(ListedDocument(number, description, pieces))

    def _keep(self, listed: ListedDocument) -> None:
        """Keep a row, unless one before it names the very same."""
        name = f" {JOINED_BY} ".join(map(str, listed.pieces))
        if name not in self.entries:
            self.entries[name] = listed
            return
        row = self.entries[name].row_number
        problem = _("{name} is already in row {row}").format(name=name, row=row)
        repeats = listed if listed.is_plain else None
        self.problems.append(ListProblem(listed.row_number, problem, repeats=repeats, said=listed))

    def _files_of(self, cell: Cell) -> tuple[str, ...]:
        """Return the files or folders that a row names, joined in this order.

        Raises:
            CellError: It names none, one outside the batch, one twice, or one that could mean
                several.
        """
        joins = JOINED_BY in cell.text.lstrip("/")
        names = tuple(map(self._file_of, cell.text.split(JOINED_BY) if joins else [cell.text]))
        if twice := next((one for one in names if names.count(one) > 1), ""):
            raise CellError(_("it names {name} twice").format(name=twice))
        return names

    def _files_meant(self, text: str) -> tuple[str, ...]:
        """Return all files that a cell may mean which names them badly."""
        meant: dict[str, None] = {}
        for part in text.split(JOINED_BY):
            try:
                meant[self._file_of(part)] = None
            except _SeveralFilesError as error:
                meant |= dict.fromkeys(error.names)
            except CellError:
                continue
        return tuple(meant)

    def _file_of(self, text: str) -> str:
        name = _relative(text)
        return name if name in self.names else self._only_one_like(name)

    def _only_one_like(self, name: str) -> str:
        """The one file whose name differs only by case or by the ending the list leaves out."""
        plain = name.casefold()
        like = self.same_case.get(plain) or self.same_stem.get(plain) or []
        if len(like) > 1:
            text = _("{name} may be {files}: write the whole name")
            raise _SeveralFilesError(text.format(name=name, files=", ".join(like)), tuple(like))
        return like[0] if like else name


def _pieces(names: tuple[str, ...], cell: Cell) -> tuple[ListedPiece, ...]:
    """Take the files of a row with their pages: of several files, each its own or none.

    Raises:
        CellError: The pages cannot be read, or are not as many as the files.
    """
    parts = cell.text.split(JOINED_BY) if len(names) > 1 and cell.text else [cell.text]
    if len(parts) == 1 and not cell.text:
        return tuple(ListedPiece(name) for name in names)
    if len(parts) != len(names):
        said = _("pages of each of the {count} files, with {sign} between them")
        said = said.format(count=len(names), sign=JOINED_BY)
        raise CellError(_wrong(Column.PAGES, cell.text, said))
    try:
        return tuple(
            ListedPiece(name, parse_pages(Cell(part.strip(), cell.kind)))
            for name, part in zip(names, parts, strict=True)
        )
    except CellError as error:
        raise CellError(_wrong(Column.PAGES, cell.text, error)) from error


def _alone(
    number: int, cells: Mapping[Column, Cell], names: Sequence[str], *, has_ids: bool
) -> ListedDocument:
    """A row of which nothing can be used but which paper of the register it names."""
    record_id = record_id_in(cells.get(Column.RECORD_ID, EMPTY).text, is_ours=has_ids)
    return ListedDocument(number, Description(record_id=record_id), tuple(map(ListedPiece, names)))


def _wrong(column: Column, value: str, error: CellError | str) -> str:
    expected = _("{column}: `{value}`, expected {expected}")
    return expected.format(column=column_title(column), value=value, expected=error)


def _has_record_ids(table: Table) -> bool:
    """Say if the column that may be one of record ids is one."""
    heading = table.heading.labels.get(Column.RECORD_ID)
    if heading is None:
        return False
    cells = (table.cells(row)[Column.RECORD_ID] for row in table.rows)
    return are_record_ids(heading, [cell.text for cell in cells])


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def _relative(text: str) -> str:
    r"""Bring a name to the form names have here: `.\hop 1\a.pdf` is `hop 1/a.pdf`.

    Raises:
        CellError: There is none, or it leads out of the batch's folder.
    """
    name = nfc(text).strip().replace("\\", "/")
    if not name:
        raise CellError(_("it names no file"))
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or _DRIVE.match(name) or ".." in parts or not parts:
        raise CellError(_("the name leads outside the box: {name}").format(name=name))
    return "/".join(parts)


def _described(cells: Mapping[Column, Cell], *, has_ids: bool) -> Description:
    """Describe a file by its row.

    Raises:
        CellError: A number, date or count cannot be read; the text names the column.
    """

    def cell(column: Column) -> Cell:
        return cells.get(column, EMPTY)

    def text(column: Column) -> str:
        return "" if cell(column).kind is CellKind.FAILED else cell(column).text

    try:
        column = Column.NUMBER
        number = parse_number(cell(Column.NUMBER), cell(Column.NOTATION))
        column = Column.DATE if text(Column.DATE) else Column.YEAR
        formed = parse_formed(cell(Column.DATE), cell(Column.YEAR))
        column = Column.SHEETS
        sheets = parse_count(cell(Column.SHEETS))
    except CellError as error:
        column = Column(error.column or column)
        raise CellError(_wrong(column, text(column), error)) from error
    return Description(
        record_id=record_id_in(text(Column.RECORD_ID), is_ours=has_ids),
        number=number,
        formed=formed,
        record_type=text(Column.RECORD_TYPE),
        room=text(Column.ROOM),
        subject=masked(text(Column.SUBJECT)),
        owner=masked(text(Column.OWNER)),
        sheets=sheets,
        listed=Said(number, formed, text(Column.RECORD_TYPE)),
        confirmation="" if fold(seen := text(Column.CONFIRMED)) in _NOT_SEEN else seen,
    )


def are_record_ids(heading: str, values: Collection[str]) -> bool:
    """Say whether a column holds ids of this register: by its heading, else by most of its cells.

    >>> are_record_ids("Mã hồ sơ", ["SO-000001", "SO-00002x", "so-3"])
    True
    >>> are_record_ids("Mã hồ sơ", ["000.00.12.H09-180305-0007"])
    False
    """
    if plain_heading(heading) in _OURS:
        return True
    told = [value for value in values if value.strip()]
    return 2 * sum(record_id_of(value) is not None for value in told) > len(told)


def record_id_in(text: str, *, is_ours: bool) -> str:
    """The id that a cell gives; in a column that is not ours, only what looks like one.

    What does not look like one in our own column is given back as it is: the register will say
    that it has no such record.
    """
    return record_id_of(text) or (text if is_ours else "")
