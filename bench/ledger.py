"""The ledger at size: entering, a full check, an audit of everything but the files, a recount.

    python -m bench.ledger [--papers 100000] [--postgres URL]

The rows are written as the writer writes them, without words for search and without files: half of
the papers are digitized, with a page of text each, in transactions of a thousand. Times are CPU
seconds of this process (a server's are its own); memory is the largest that was resident.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, insert

from sohoa.catalogue import tally_store
from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.document_facts import said_of_document
from sohoa.catalogue.document_seals import seal_changed, will_be_sealed
from sohoa.catalogue.document_store import blank_document
from sohoa.catalogue.fact_log import record_change, record_facts
from sohoa.catalogue.ledger_store import head_of, settle
from sohoa.catalogue.makers import database_of
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.schema import (
    document_texts,
    documents,
    page_descriptions,
    register_records,
    reservations,
)
from sohoa.catalogue.writer import Catalogue
from sohoa.catalogue.writing_many import write_many
from sohoa.domain.identifiers import joined_number, number_key
from sohoa.domain.paper_facts import LISTING, said_of
from sohoa.domain.paper_identity import plain
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord, Validity
from sohoa.domain.two_times import Act, Change, Fact, SubjectKind
from sohoa.domain.vietnam_time import day_of
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.inspection.report_check import ReportCheck
from sohoa.inspection.tree_check import TreeCheck
from sohoa.reports.machine_part import render_json
from sohoa.use_cases.reporting import AskedReport, compute_report, open_office
from sohoa.work.witness import enter_rules
from sohoa.workspace import CHECKOUT, Workspace

_TOGETHER = 1_000
_AT = dt.datetime(2024, 3, 1, 2, tzinfo=dt.UTC)
#: What a page of a paper reads as, and six fields of it.
_TEXT = "Căn cứ Nghị định số 54/2019/NĐ-CP về kinh doanh dịch vụ karaoke, vũ trường. " * 20
_FIELDS = [
    {"name": "owner", "value": "Hộ kinh doanh Hoa Sen", "page": 1, "confidence": 91.5,
     "box": {"left": 1, "top": 2, "right": 3, "bottom": 4}, "rule": "decree-30/owner"}
] * 6  # fmt: skip


def main() -> None:
    """Measure, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--postgres", metavar="URL", help="an empty database")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.postgres or f"sqlite:///{folder}/catalogue.sqlite3"
        Catalogue.open(url).close()
        entering = _fill(url, arguments.papers)
        with closing(database_of(url)) as database, database.writing() as connection:
            head = head_of(connection, at=dt.datetime.now(dt.UTC))
        _told("entries", head.size)
        _told("entered a second of CPU", round(head.size / entering))
        with InspectionDoor.open(url) as door:
            check = TreeCheck(door, [head])
            seconds = _timed(lambda: list(check.differences()))
            _told("entries checked a second of CPU", round(head.size / seconds))
        with InspectionDoor.open(url) as door:
            inspection = Inspection(door, [head])
            found: list[object] = []
            seconds = _timed(lambda: found.extend(inspection.differences()))
        _told("audit without files, seconds of CPU", round(seconds, 1))
        _told("differences (0)", len(found))
        _recount(Path(folder), url)
    _told("largest memory, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _recount(folder: Path, url: str) -> None:
    """Count a report of the whole plan again, with its course and what moved."""
    for name in ("phases.yaml", "config"):
        (folder / name).symlink_to(CHECKOUT / name)
    (folder / "data").mkdir()
    now = dt.datetime.now(dt.UTC)
    workspace = _Workspace(folder, url)
    with Catalogue.open(url) as catalogue:
        enter_rules(workspace, catalogue, at=now)
    asked = AskedReport(None, day_of(now), since=day_of(_AT) - dt.timedelta(days=1))
    report = compute_report(open_office(workspace, asked, now=now), asked, now=now)
    said = json.loads(render_json(report))
    del report
    with InspectionDoor.open(url) as door:
        check = ReportCheck(door, said)
        found: list[object] = []
        seconds = _timed(lambda: found.extend(check.differences()))
    _told("recount of a report of the plan, seconds of CPU", round(seconds, 1))
    _told("numbers counted again", check.compared)
    _told("differences (0)", len(found))


@dataclass(frozen=True)
class _Workspace(Workspace):
    """A workspace whose catalogue lies where it was filled."""

    url: str

    @property
    def catalogue_url(self) -> str:
        """There."""
        return self.url


def _fill(url: str, count: int) -> float:
    """Write papers and documents; gives what entering them into the ledger took."""
    entering = 0.0
    with closing(database_of(url)) as database:
        for some in in_parts(range(1, count + 1), _TOGETHER):
            with database.writing() as connection:
                _write_papers(connection, some)
                _write_documents(connection, [one for one in some if one % 2])
                begun = time.process_time()
                settle(connection)
                entering += time.process_time() - begun
        with database.writing() as connection:
            tally_store.count_anew(connection)
    return entering


def _write_papers(connection: Connection, numbers: list[int]) -> None:
    change = record_change(connection, Change(Act.IMPORT, _AT, "bench"))
    take_numbers(connection, NumberKind.PAPER, len(numbers))
    records = {number: _paper(number) for number in numbers}
    rows = (
        {
            "serial": number, "record_id": f"SO-{number:07}", "number_key": number_key(one.number),
            "number_joined": joined_number(one.number), "owner_key": plain(one.owner),
            "formed": "2018-03-05", "year": 2018, "merged_into": "", "owner_id": "",
            **{name: getattr(one, name) for name in ("room", "record_type", "number", "subject")},
            **{name: getattr(one, name) for name in ("owner", "location", "sheets", "exclusion")},
            "validity": one.validity.value, "valid_until": None,
        }
        for number, one in records.items()
    )  # fmt: skip
    write_many(connection, insert(register_records), rows)
    said = (
        Fact(f"SO-{number:07}", {**said_of(one), LISTING: "listed"})
        for number, one in records.items()
    )
    record_facts(connection, change, SubjectKind.PAPER, said)


def _paper(number: int) -> RegisterRecord:
    return RegisterRecord(
        number=f"{number}/QĐ-SVHTTDL",
        formed=PartialDate(2018, 3, 5),
        record_type="Quyết định",
        room=f"Phòng {number % 7}",
        subject="Cấp giấy phép kinh doanh karaoke",
        owner="Hộ kinh doanh Hoa Sen",
        location=f"Hộp {number // 500}",
        validity=Validity.IN_FORCE,
    )


def _write_documents(connection: Connection, numbers: list[int]) -> None:
    change = record_change(connection, Change(Act.ARCHIVE, _AT, "bench"))
    rows = [{**blank_document(f"hop.{number:07}"), **_document(number)} for number in numbers]
    write_many(connection, insert(documents), rows)
    places = ({name: row[name] for name in ("file_code", "ordinal", "document_id")} for row in rows)
    write_many(connection, insert(reservations), places)
    said = (Fact(row["document_id"], said_of_document(row), "2024-03-01") for row in rows)
    record_facts(connection, change, SubjectKind.DOCUMENT, said)
    first = take_numbers(connection, NumberKind.TEXT, len(numbers))
    texts = (
        {"serial": serial, "document_id": row["document_id"], "text": _TEXT}
        for serial, row in enumerate(rows, start=first)
    )
    write_many(connection, insert(document_texts), texts)
    described = (
        {"document_id": row["document_id"], "layout": "decree-30", "fields": _FIELDS}
        for row in rows
    )
    write_many(connection, insert(page_descriptions), described)
    will_be_sealed(connection, (row["document_id"] for row in rows))
    seal_changed(connection, at=_AT)


def _document(number: int) -> dict[str, object]:
    digest = f"{number:064x}"
    at, name = "2024-03-01T02:00:00+00:00", f"H09.2018.QD.{number:07}.pdf"
    return {
        "state": "archived", "batch": f"Hộp {number // 500}", "source_name": f"{number}.pdf",
        "content_sha256": digest, "year": 2018, "record_id": f"SO-{number:07}",
        "room": f"Phòng {number % 7}", "file_code": "H09.2018.QD", "ordinal": number,
        "archive_path": f"2018/H09.2018.QD/{name}", "archive_name": name, "sha256": digest,
        "receipt_sha256": digest, "signatures": [{"field": "Signature1"}], "archived_at": at,
        "updated_at": at, "archived_on": "2024-03-01",
    }  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _told(what: str, value: float) -> None:
    print(f"{what:45} {value:>14,}")


if __name__ == "__main__":
    main()
