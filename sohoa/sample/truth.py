"""The truth beside the sample: what each file is, what becomes of it, and what stands on it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from sohoa.domain.outcome import DocumentState
from sohoa.domain.register import RowOutcome
from sohoa.sample.deliveries import Delivery, Fault
from sohoa.sample.records import Case
from sohoa.sample.register import Register

_LIST_HEADINGS = ("tệp", "số ký hiệu", "năm")
_DOCUMENT_COLUMNS = (
    "file", "state", "code", "number", "date", "year", "type", "room", "subject", "owner", "pages",
    "listed",
)  # fmt: skip
_REGISTER_COLUMNS = ("row", "outcome", "number", "formed", "room", "type", "validity")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One document as it lies in its box.

    Attributes:
        name: Of the file or folder in the box.
        texts: What stands on each page that can be read; none if the file is not sound.
    """

    delivery: Delivery
    case: Case
    name: str
    texts: tuple[str, ...]

    @property
    def state(self) -> DocumentState:
        """Where the document is to end when phase 2 has run."""
        match self.delivery.fault:
            case None:
                return DocumentState.ARCHIVED
            case Fault.WRONG_BOX:
                return DocumentState.SET_ASIDE
            case _:
                return DocumentState.QUARANTINED


def batch_list(box: Sequence[Delivered]) -> bytes:
    """The `batch.csv` of a box: which file is which row of the register."""
    listed = [delivered for delivered in box if delivered.delivery.listed]
    rows = [(one.name, one.case.entry.number, one.case.day.year) for one in listed]
    return _csv(_LIST_HEADINGS, rows)


def document_truth(all_delivered: Sequence[Delivered]) -> bytes:
    """`truth.csv`, a row per document.

    Columns: file (box/name), state and code expected, number, date (ISO 8601), year, type,
    room, subject, owner, pages (readable ones), listed (`yes` if it is in `batch.csv`).
    """
    return _csv(_DOCUMENT_COLUMNS, [_document_row(delivered) for delivered in all_delivered])


def register_truth(register: Register) -> bytes:
    """`register.csv`: a row per row of the register that holds anything, by its row in the sheet.

    Columns: row, outcome (`accepted`, `duplicate`, `error`, `subtotal`), and of a paper its
    number, date as far as the row gives it (ISO 8601), room, type and validity.
    """
    rows = []
    for row, line in enumerate(register.lines, start=register.first_row):
        record = line.record
        told = (
            (record.number, record.formed.iso, record.room, record.record_type, record.validity)
            if record and line.outcome is not RowOutcome.ERROR
            else ("",) * 5
        )
        rows.append((row, line.outcome, *told))
    return _csv(_REGISTER_COLUMNS, rows)


def _document_row(delivered: Delivered) -> tuple[object, ...]:
    delivery, entry = delivered.delivery, delivered.case.entry
    return (
        f"{delivery.box}/{delivered.name}",
        delivered.state,
        delivery.fault.value if delivery.fault else "",
        entry.number,
        delivered.case.day.isoformat(),
        delivered.case.day.year,
        entry.record_type,
        entry.room,
        entry.subject,
        entry.owner,
        len(delivered.texts),
        "yes" if delivery.listed else "no",
    )


def _csv(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Comma-separated, UTF-8 with a byte order mark: so Excel shows Vietnamese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
