"""An archive to draw samples from: some hundred documents of two rooms, phases and operators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from catalogue_samples import archive, paper, store
from openpyxl import load_workbook

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description
from sohoa.sampling.columns import FORMAT, Field, Key, Outcome, field_words, outcome_words

HEAD = "0123456789abcdef" * 4
#: Everything stands by noon of the first day; the head is made on the third.
NOON = dt.datetime(2023, 6, 1, 5, tzinfo=dt.UTC)
HEAD_AT = dt.datetime(2023, 6, 3, tzinfo=dt.UTC)
LATER = dt.datetime(2023, 6, 5, tzinfo=dt.UTC)
ROOMS = ("Quản lý văn hóa", "Văn phòng")


def fill_archive(
    catalogue: Catalogue, folder: Path, monkeypatch, count: int = 60, *, people: Sequence[str] = ()
) -> list[str]:
    """Archive so many documents; every third is of the second room, every fifth of phase 3."""
    documents = []
    for number in range(1, count + 1):
        documents.append(f"hop-01.{number:04d}")
        room, phase = ROOMS[number % 3 == 0], 3 if number % 5 == 0 else 2
        if people:
            monkeypatch.setenv("SOHOA_USER", people[number % len(people)])
        unit = FileUnitCode("H09.14", 2018, f"QD.{phase}{number % 3 == 0:d}")
        said = Description(
            formed=PartialDate(2018, 3, 1 + number % 28), room=room, number=f"{number}/QĐ-SVH",
            record_type="Quyết định", owner="Trần Văn Đông", subject="Cấp phép cho ông Đông",
        )  # fmt: skip
        archive(
            catalogue, folder / "data" / "archive", documents[-1], phase=phase, unit=unit,
            description=said, archived_at=NOON + dt.timedelta(minutes=number),
        )  # fmt: skip
    return documents


def register_papers(catalogue: Catalogue, count: int) -> None:
    """Enter papers that tell where they lie."""
    store(catalogue, *(paper(f"{n}/QĐ", f"05/03/{2000 + n}") for n in range(count)))


class SheetOfSample:
    """A sheet as an auditor has it before them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)
        self.cells = self.book.worksheets[0]
        self.hidden = self.book["sohoa"]

    def column(self, key: Key | Field) -> int:
        name = FORMAT if key is Key.DOCUMENT else key.value
        return next(cell.column for cell in self.cells[4] if cell.value == name)

    @property
    def rows(self) -> list[int]:
        """Numbers of the documents' rows."""
        column = self.column(Key.DOCUMENT)
        numbers = range(6, self.cells.max_row + 1)
        return [row for row in numbers if self.cells.cell(row, column).value]

    def cell(self, row: int, key: Key | Field):
        return self.cells.cell(row, self.column(key))

    def document(self, row: int) -> str:
        return self.cell(row, Key.DOCUMENT).value

    def sign(self, person: str = "Lê Thị Kiểm", day: str = "10/06/2023") -> None:
        self.cells.cell(2, self.column(Key.BOX)).value = person
        self.cells.cell(3, self.column(Key.BOX)).value = day

    def fill(self, wrong: Mapping[str, Field | Outcome] | None = None) -> None:
        """Choose a result in every row; some documents differ in a field, or are not found."""
        self.sign()
        for row in self.rows:
            self.choose(row, (wrong or {}).get(self.document(row), Outcome.MATCHES))

    def choose(self, row: int, found: Field | Outcome) -> None:
        outcome = Outcome.DIFFERS if isinstance(found, Field) else found
        self.cell(row, Key.OUTCOME).value = outcome_words()[outcome]
        if isinstance(found, Field):
            self.cell(row, found).value = field_words()[True]

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path
