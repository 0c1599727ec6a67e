"""A report of twelve hundred papers with every section, and what it says of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from catalogue_samples import report_rows
from measured_samples import LAST, measured

from sohoa.domain.holdings import RegisteredPaper
from sohoa.domain.needs import NeedRules
from sohoa.domain.register import Validity
from sohoa.plan_file import load_plan
from sohoa.reports.completion import CompletionReport, build_report
from sohoa.reports.imprint import Imprint
from sohoa.workspace import CHECKOUT, Workspace

HEAD = "sohoa-ledger/1 123456 " + "cd" * 32 + " 2024-01-05T02:30:00Z"
IMPRINT = Imprint(
    by="Trần Thị Hoa",
    at=dt.datetime(2024, 1, 5, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))),
    number="17/2024",
    program="Sohoa 0.1.0",
    digests=(("phases.yaml", "ab" * 32),),
    head=HEAD,
)
OFFICE = "Sở Văn hóa, Thể thao và Du lịch"


def paper(number: int) -> RegisteredPaper:
    """A paper, every other one digitized; some are called as no spreadsheet should take them."""
    at = dt.datetime(2023, 5, 1, tzinfo=dt.UTC) if number % 2 else None
    return RegisteredPaper(
        record_id=f"SO-{number:06d}",
        number=f"=1+{number}&<b>" if number % 10 == 0 else f"{number}/QĐ-UBND",
        formed="2018-03-05",
        year=2018 + number % 3,
        record_type="Quyết định",
        room=("Quản lý di sản văn hóa", "")[number % 7 == 0],
        location="Kệ 2",
        sheets=None,
        validity=Validity.IN_FORCE,
        valid_until=None,
        exclusion="",
        document_id=f"d{number}" if at else "",
        digitized_at=at,
        archive_path=f"2018/000.00.00.H09.2018.QD/000.00.00.H09.2018.QD.{number}.pdf" if at else "",
    )


def made_report(count: int = 1200, phase: int = 2) -> CompletionReport:
    """The report at the end of 2023."""
    report = build_report(
        report_rows([paper(number) for number in range(1, count + 1)]),
        load_plan(Workspace(CHECKOUT).plan_path),
        phase=phase,
        as_of=LAST,
        office=OFFICE,
        rules=NeedRules.of({}),
    )
    return replace(report, measured=measured())
