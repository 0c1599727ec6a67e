"""Every table of a report as a file of its own: CSV in UTF-8, as spreadsheets open it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from sohoa.durable import remove_parts, written_durably
from sohoa.reports.long_list import Write
from sohoa.reports.table import Cell, Column, Columns, Table, csv_name
from sohoa.reports.written_columns import woven, written
from sohoa.tabular.cells import spreadsheet_safe

#: What has to stand within quotation marks.
_MARKS = ',"\r\n'


class ListFiles:
    """The files of the tables of a report, beside it; very long lists fill theirs as they grow.

    Attributes:
        paths: Those that were begun, by the keys of their lists.
    """

    def __init__(self, stem: Path, while_writing: ExitStack) -> None:
        self._stem, self._while_writing = stem, while_writing
        self.paths = dict[str, Path]()

    def add(self, table: Table) -> None:
        """Write a table into its file, with its total; a list that filled its own has one."""
        if table.key in self.paths:
            return
        write = self.begin(table.key, table.columns)
        for part in table.parts():
            if part[0]:
                write(part)
        if table.total:
            write([[cell] for cell in table.total])

    def begin(self, key: str, columns: Sequence[Column]) -> Write:
        """Begin the file of a list, with its headings."""
        path = self._stem.with_name(f"{self._stem.name}.{csv_name(key)}")
        part = self._while_writing.enter_context(written_durably(path))
        stream: TextIO = self._while_writing.enter_context(
            part.open("w", encoding="utf-8-sig", newline="")
        )
        self.paths[key] = path
        stream.write(csv_text([[column.heading] for column in columns]))
        return lambda some: stream.write(csv_text(some))


@contextmanager
def list_files(stem: Path) -> Iterator[ListFiles]:
    """Give files whose names begin with that of a report; they are there, whole, after the block.

    What an earlier report of that name had is replaced, or taken away. If the block fails, nothing
    is changed.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    remove_parts(stem.parent)  # of a killed program: hundreds of megabytes
    with ExitStack() as while_writing:
        files = ListFiles(stem, while_writing)
        yield files
    for path in stem.parent.glob(f"{stem.name}.*.csv"):
        if path not in files.paths.values():
            path.unlink()


def csv_text(columns: Columns) -> str:
    r"""Write rows of a table, given column by column, as the lines of a CSV file.

    Texts that a spreadsheet would take for a formula are defused. The same as `csv.writer` writes,
    in a quarter of its time: it looks at each letter for itself.

    >>> csv_text([["=1+1", "a, b"], [2, None]])
    '\'=1+1,2\r\n"a, b",\r\n'
    """
    fields = (written(column, _field, _MARKS)[0] for column in columns)
    parts = [part for field in fields for part in (field, ",")]
    return woven([*parts[:-1], "\r\n"], len(columns[0]))


def _field(value: Cell) -> str:
    if value is None:
        return ""
    text = spreadsheet_safe(value) if isinstance(value, str) else str(value)
    if any(mark in text for mark in _MARKS):
        return '"' + text.replace('"', '""') + '"'
    return text
