"""Makes a sample: a paper register, boxes of scans, and the truth about both."""

from __future__ import annotations

import csv
import io
import itertools
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from sohoa.domain.errors import FolderNotEmptyError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.register import RegisterRecord, RowOutcome
from sohoa.durable import part_of, write_durably
from sohoa.language import _
from sohoa.sample.chance import Chance
from sohoa.sample.containers import Container, pack
from sohoa.sample.deliveries import Delivery, Fault, Scanning, plan_deliveries
from sohoa.sample.kinds import Effect
from sohoa.sample.layout import BODY, TIGHT_BODY, blank_back, set_paper
from sohoa.sample.paper import Look, Stock, Tone, scan
from sohoa.sample.records import Case, CaseBook, in_force, random_kind
from sohoa.sample.register import Register, keep_register, workbook
from sohoa.sample.typeset import Cut, Sheet, font
from sohoa.sample.wording import word

REGISTER_NAME = "so-dang-ky.xlsx"

#: The register holds papers from here on; those not scanned come from all phases of the plan.
_FIRST_YEAR, _LAST_YEAR = 2003, 2023
_FEWEST_OTHERS = 40
#: How much of a damaged scan reached the disk.
_SHARE_WRITTEN = 0.7
_LIST_HEADINGS = ("tệp", "số ký hiệu", "năm")
_DOCUMENT_COLUMNS = (
    "file", "state", "code", "number", "date", "year", "type", "room", "subject", "owner", "pages",
    "listed",
)  # fmt: skip
_REGISTER_COLUMNS = ("row", "outcome", "number", "formed", "room", "type", "validity")


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """Counts of what was written. `pages` are the sides of paper in sound files, blank backs too.

    Attributes:
        register_rows: Rows below the register's heading, subtotals included.
        archived, quarantined, set_aside: How the documents are to end when phase 2 has run.
    """

    folder: Path
    register_path: Path
    boxes: tuple[str, ...]
    documents: int
    pages: int
    register_rows: int
    archived: int
    quarantined: int
    set_aside: int

    def __str__(self) -> str:
        """One line for the screen, in the language in force."""
        line = _(
            "{folder}: {documents} documents, {pages} pages, {boxes} boxes, {rows} register rows"
        )
        return line.format(
            folder=self.folder,
            documents=self.documents,
            pages=self.pages,
            boxes=len(self.boxes),
            rows=self.register_rows,
        )


def make_sample(
    target: Path,
    *,
    documents: int = 12,
    seed: int = 0,
    on_document: Callable[[int], None] | None = None,
) -> SampleSummary:
    """Write a made-up register and boxes of scans, with the truth beside them.

    The folder appears whole or not at all, and equal arguments give equal files. One document
    is held in memory at a time. From six documents on a damaged TIFF, a ZIP named .pdf, an
    empty file and a record of another phase are among them.

    ```
    target/so-dang-ky.xlsx              the register
    target/inbox/<box>/...              scans, and batch.csv
    target/truth/truth.csv              see `document_truth`
    target/truth/register.csv           see `register_truth`
    target/truth/<box>/<name>.pN.txt    what stands on each page, NFC, in reading order
    ```

    Args:
        target: A folder that does not exist or is empty.
        documents: How many lie in the boxes, faulty ones included; at least one.
        seed: Another seed gives other names, texts and dirt.
        on_document: Called after each document with the number done so far.

    Raises:
        FolderNotEmptyError: There is something in `target` already.
        ToolMissingError: The font is not installed.
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
        ValueError: `documents` is less than one.
    """
    if documents < 1:
        raise ValueError("a sample has at least one document")
    for cut in Cut:
        font(cut, BODY.points)
    target = target.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FolderNotEmptyError(folder=str(target))
    part = part_of(target)
    try:
        plan = plan_deliveries(documents, seed=seed)
        summary = _write_sample(part, plan, target=target, seed=seed, on_document=on_document)
        part.replace(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return summary


def _write_sample(
    part: Path,
    plan: Sequence[Delivery],
    *,
    target: Path,
    seed: int,
    on_document: Callable[[int], None] | None,
) -> SampleSummary:
    book, delivered = CaseBook(seed), list[Delivered]()
    for count, delivery in enumerate(plan, start=1):
        delivered.append(_deliver(part, delivery, book, Chance(seed, delivery.box, delivery.stem)))
        if on_document:
            on_document(count)
    boxes = {
        box: list(of_box)
        for box, of_box in itertools.groupby(delivered, key=lambda one: one.delivery.box)
    }
    for box, of_box in boxes.items():
        write_durably(part / "inbox" / box / "batch.csv", batch_list(of_box))
    register = _register(delivered, book, seed)
    write_durably(part / REGISTER_NAME, workbook(register))
    write_durably(part / "truth" / "truth.csv", document_truth(delivered))
    write_durably(part / "truth" / "register.csv", register_truth(register))
    return _summary(target, tuple(boxes), delivered, register)


def _deliver(part: Path, delivery: Delivery, book: CaseBook, chance: Chance) -> Delivered:
    """Draw one document, scan it into its box, and write down what stands on it."""
    case = _case(delivery, book)
    sheets = _sheets(delivery, case, chance)
    case = replace(case, entry=replace(case.entry, sheets=len(sheets)))
    scanning = _fitting(delivery, len(sheets))
    if scanning.blank_back:
        sheets.append(blank_back(sheets[-1]))
    files = _files(delivery, scanning, sheets, chance)
    for name, content in files.items():
        write_durably(part / "inbox" / delivery.box / name, content)
    name = next(iter(files)).partition("/")[0]
    delivered = Delivered(delivery, case, name, ())
    if delivered.state is DocumentState.QUARANTINED:
        return delivered
    for number, sheet in enumerate(sheets, start=1):
        path = part / "truth" / delivery.box / f"{delivery.stem}.p{number}.txt"
        write_durably(path, sheet.text.encode())
    return replace(delivered, texts=tuple(sheet.text for sheet in sheets))


def _case(delivery: Delivery, book: CaseBook) -> Case:
    """Choose a case to scan: one in force, unless its kind ends with an event."""
    case = book.open_case(delivery.kind, year=delivery.year)
    return case if delivery.kind.effect is Effect.EVENT else in_force(case)


def _sheets(delivery: Delivery, case: Case, chance: Chance) -> list[Sheet]:
    pages = delivery.scanning.pages
    wording = word(case, chance.stream("wording"), pages=pages)
    body = TIGHT_BODY if pages == 1 else BODY
    ink = chance.stream("ink")
    return set_paper(case, wording, handling=delivery.handling, chance=ink, body=body)


def _fitting(delivery: Delivery, sheets: int) -> Scanning:
    """A text that ran over does not fit a JPEG or PNG: its pages go into a folder."""
    scanning = delivery.scanning
    if scanning.container.holds_one_page and sheets > 1 and not delivery.fault:
        return replace(scanning, container=Container.FOLDER)
    return scanning


def _files(
    delivery: Delivery, scanning: Scanning, sheets: Sequence[Sheet], chance: Chance
) -> dict[str, bytes]:
    """The document's files, by their names in the box."""
    name = f"{delivery.stem}{scanning.container.ending}"
    if delivery.fault is Fault.EMPTY:
        return {name: b""}
    if delivery.fault is Fault.ZIP_NAMED_PDF:
        return {name: _zip_of(sheets)}
    scanner = chance.stream("scanner")
    quality = scanner.integer(72, 90)
    files = pack(
        scanning.container, _scans(scanning, sheets, scanner), stem=delivery.stem, quality=quality
    )
    if delivery.fault is Fault.CUT_SHORT:
        return {
            name: content[: int(len(content) * _SHARE_WRITTEN)] for name, content in files.items()
        }
    return files


def _scans(scanning: Scanning, sheets: Sequence[Sheet], scanner: Chance) -> Iterator[Image.Image]:
    """The pages as they come from the scanner, one at a time."""
    punched, yellowed = scanner.often(0.4), scanning.stock is Stock.YELLOWED
    for number, sheet in enumerate(sheets, start=1):
        look = Look(
            tone=scanning.tone,
            stock=Stock.WHITE if scanning.tone is Tone.BILEVEL else scanning.stock,
            skew_degrees=round(min(1.5, max(-1.5, scanner.near(0, 0.6))), 2),
            shade=scanner.between(0.02, 0.14 if yellowed else 0.08),
            grain=scanner.integer(1, 4),
            blur=round(scanner.between(0.4, 0.9), 1) if scanner.often(0.4) else 0.0,
            punched=punched,
            upside_down=number == scanning.upside_down,
            whitened=scanning.whitened,
        )
        yield scan(sheet, look, chance=scanner.stream(f"page {number}"))


def _zip_of(sheets: Sequence[Sheet]) -> bytes:
    """Make a ZIP of the paper's text, which somebody took for a scan."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, sheet in enumerate(sheets, start=1):
            entry = zipfile.ZipInfo(f"trang-{number}.txt", (2023, 12, 31, 8, 0, 0))
            archive.writestr(entry, sheet.text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _register(delivered: Sequence[Delivered], book: CaseBook, seed: int) -> Register:
    """All that was scanned, and as much again (at least forty) that still waits on the shelf."""
    chance = Chance(seed, "shelf")
    years = list(range(_FIRST_YEAR, _LAST_YEAR + 1))
    others: list[RegisterRecord] = []
    for place in range(max(_FEWEST_OTHERS, len(delivered))):
        year = years[place] if place < len(years) else chance.pick(years)
        others.append(book.open_case(random_kind(chance, year=year), year=year).entry)
    return keep_register([one.case.entry for one in delivered], others, seed=seed)


def _summary(
    target: Path, boxes: tuple[str, ...], delivered: Sequence[Delivered], register: Register
) -> SampleSummary:
    states = [one.state for one in delivered]
    return SampleSummary(
        folder=target,
        register_path=target / REGISTER_NAME,
        boxes=boxes,
        documents=len(delivered),
        pages=sum(len(one.texts) for one in delivered),
        register_rows=len(register.lines),
        archived=states.count(DocumentState.ARCHIVED),
        quarantined=states.count(DocumentState.QUARANTINED),
        set_aside=states.count(DocumentState.SET_ASIDE),
    )


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
        """The state the document is to end in when phase 2 has run."""
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
