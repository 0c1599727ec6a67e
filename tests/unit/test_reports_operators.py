"""Who archived how much is told where the office wants it, and nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest
from catalogue_samples import archive, paper, reading, store

from sohoa.catalogue import record_store
from sohoa.domain.needs import NeedRules
from sohoa.domain.plan import Plan
from sohoa.domain.report_sections import OperatorWork
from sohoa.domain.stage_results import Description, Finding
from sohoa.domain.two_times import Knowledge
from sohoa.reports.completion import build_report
from sohoa.reports.machine_part import render_json
from sohoa.reports.measured_tables import measured_tables

pytestmark = pytest.mark.usefixtures("english")

DECLARED = NeedRules.of({})
JUNE = dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
LATE = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
PLAN = Plan("Kế hoạch", (), {2023: 70})


def test_work_by_operator_is_told_where_the_office_wants_it(catalogue, tmp_path, monkeypatch):
    """Lan archived three documents, one of them to be looked at; Minh one. As known then, too.

    What is told of a day of before is who archived what by then.
    """
    store(catalogue, *(paper(f"{number}/QĐ") for number in range(1, 5)))
    unread = (Finding("no-text", 1),)
    for number, (who, at, findings) in enumerate(
        [("lan", JUNE, ()), ("lan", JUNE, unread), ("minh", JUNE, ()), ("lan", LATE, ())], start=1
    ):
        monkeypatch.setenv("SOHOA_USER", who)
        monkeypatch.setattr(record_store, "_now", lambda at=at: at)
        said = catalogue.link(Description(record_id=f"SO-{number:06d}"))
        name = f"d{number}"
        archive(catalogue, tmp_path, name, description=said, archived_at=at, findings=findings)
    asked = {"phase": None, "as_of": LATE.date(), "office": "Sở", "rules": DECLARED}
    with reading(tmp_path) as reader:
        told = build_report(reader.report_rows(by_operator=True), PLAN, **asked)
        untold = build_report(reader.report_rows(), PLAN, **asked)
        then = reader.past(Knowledge(JUNE.date(), JUNE.date()))
        past = build_report(
            reader.report_rows(then, by_operator=True), PLAN, **{**asked, "as_of": JUNE.date()}
        )

    assert told.measured.operators == (OperatorWork("lan", 3, 1), OperatorWork("minh", 1, 0))
    assert past.measured.operators == (OperatorWork("lan", 2, 1), OperatorWork("minh", 1, 0))
    assert untold.measured.operators == ()
    (table,) = [one for one in measured_tables(told.measured, PLAN) if one.key == "operators"]
    assert table.rows == (("lan", 3, 1, 33.3), ("minh", 1, 0, 0.0))
    assert "operators" not in {one.key for one in measured_tables(untold.measured, PLAN)}
    assert "lan" not in render_json(untold).split()
    assert '"operator": "minh"' in render_json(told)
