"""Reads .xlsx, .xls, .xlsb and .ods, by content and within limits, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from sohoa.domain.errors import RegisterFileError
from sohoa.language import _
from sohoa.tabular import sheet
from sohoa.tabular.sheet import EMPTY, Cell, CellKind, RowMarks, Sheet, Span

#: The reader gets nothing of this process's surroundings, but must find our own modules.
_ROOT = Path(__file__).resolve().parents[2]
_READER = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; "
    "from sohoa.tabular.reader_process import main; "
    "main(Path(sys.argv[2]), int(sys.argv[3]), tell_formulas=sys.argv[4] == '1')"
)
_SECONDS = 120
_MAX_MEMBERS = 10_000
_CHUNK_BYTES = 1 << 20

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(start: bytes) -> bool:
    """Say whether a file that starts like this is a workbook, zipped or of the old kind."""
    return start.startswith((ZIP_MARK, OLE_MARK))


def read_workbook(path: Path, *, tell_formulas: bool = False) -> tuple[Sheet, ...]:
    """Read every sheet of a workbook.

    Raises:
        RegisterFileError: It is damaged, protected, larger than the limits, or no workbook.
        OSError: The file cannot be read.
    """
    _refuse_bomb(path)
    answer = _ask_reader(path, tell_formulas=tell_formulas)
    if "problem" in answer:
        raise RegisterFileError(path.name, problem=_explain(answer["problem"]))
    cells = [_cell(value) for value in answer["cells"]]
    return tuple(_sheet(part, cells) for part in answer["sheets"])


def _refuse_bomb(path: Path) -> None:
    """Unpack a zipped workbook once, counting: what its directory claims is not believed."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            claimed = sum(member.file_size for member in members)
            if len(members) > _MAX_MEMBERS or claimed > sheet.MAX_UNPACKED_BYTES:
                raise RegisterFileError(path.name, problem=_explain("too-large"))
            for member in members:
                if not member.flag_bits & 1:
                    _unpack(package, member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise RegisterFileError(path.name, problem=_explain("damaged")) from error


def _unpack(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read a member to its claimed end; Python stops there and finds a lie by its checksum."""
    with package.open(member) as stream:
        while stream.read(_CHUNK_BYTES):
            pass


def _ask_reader(path: Path, *, tell_formulas: bool) -> dict[str, Any]:
    command = [sys.executable, "-I", "-c", _READER, str(_ROOT)]
    command += [str(path.resolve()), str(sheet.MAX_CELLS), str(int(tell_formulas))]
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the path is an argument, not a command
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            env={**os.environ, "RUST_BACKTRACE": "0"},
        )
    except subprocess.TimeoutExpired as error:
        raise RegisterFileError(path.name, problem=_explain("too-large")) from error
    if done.returncode < 0:  # a signal: the memory or the time it may have was used up
        return {"problem": "too-large"}
    if done.returncode:
        return {"problem": "damaged"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _sheet(part: dict[str, Any], cells: list[Cell]) -> Sheet:
    return Sheet(
        name=part["name"],
        rows=tuple(tuple(map(cells.__getitem__, row)) for row in part["rows"]),
        first_row=part["first_row"],
        first_column=part["first_column"],
        spans=tuple(Span(*span) for span in part["spans"]),
        hidden=part["hidden"],
        tells_marks=part["tells"],
        marks=_marks(part),
    )


def _marks(part: dict[str, Any]) -> dict[int, RowMarks]:
    comments = {int(row): tuple(texts) for row, texts in part["comments"].items()}
    formulas = {int(row): tuple(columns) for row, columns in part["formulas"].items()}
    struck, hidden = set(part["struck"]), set(part["hidden_rows"])
    return {
        row: RowMarks(row in struck, row in hidden, comments.get(row, ()), formulas.get(row, ()))
        for row in sorted({*comments, *struck, *hidden, *formulas})
    }


def _cell(value: str | list[str] | None) -> Cell:
    """Equal cells are one object: a register repeats its rooms and types on every row."""
    if value is None:
        return EMPTY
    if isinstance(value, str):
        return Cell(value)
    return Cell(value[1], CellKind(value[0]))


def _explain(problem: str) -> str:
    return {
        "password": _("it is protected by a password"),
        "too-large": _("it is far larger than a register can be"),
        "damaged": _("its content is damaged, or is no spreadsheet"),
    }[problem]
