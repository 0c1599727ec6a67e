"""Reports of a made office of ten years; every number here was worked out by hand (`ten_years`).

Who changes a number here has to say which paper it is, and why it counts otherwise.
"""

from __future__ import annotations

import datetime as dt
import json

import pytest
from ten_years import CULTURE, MERGED, OFFICE_AFTER, OFFICE_BEFORE, TOURISM, live, settings_of

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.figures import Figure
from sohoa.domain.movement import Cause
from sohoa.domain.open_range import Notion
from sohoa.domain.verdict import Reached, WindowState
from sohoa.plan_file import load_plan
from sohoa.reports.completion import CompletionReport
from sohoa.reports.machine_part import render_json
from sohoa.settings import load_settings
from sohoa.use_cases.report_forms import Office
from sohoa.use_cases.reporting import AskedReport, compute_report
from sohoa.workspace import CHECKOUT, Workspace

NOW = dt.datetime(2026, 7, 1, 3, tzinfo=dt.UTC)
YEARS = {year: dt.date(year, 12, 31) for year in (2022, 2023, 2024, 2025)}
pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    """The office as it stands in the summer of 2026."""
    folder = tmp_path_factory.mktemp("ten")
    workspace = Workspace(folder)
    workspace.data_dir.mkdir()
    workspace.plan_path.write_text((CHECKOUT / "phases.yaml").read_text("utf-8"), "utf-8")
    settings_of(workspace)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        live(catalogue, folder)
    return Office(workspace, load_settings(workspace.config_dir), load_plan(workspace.plan_path))


def made(office: Office, phase: int | None, as_of: dt.date, **asked) -> CompletionReport:
    """A report."""
    return compute_report(office, AskedReport(phase, as_of, **asked), now=NOW)


def parts(report: CompletionReport) -> dict[Cause, tuple[int, int, int, float | None]]:
    """What moved: papers, numerator, denominator and points, by cause."""
    movement = report.measured.movement
    return {
        one.cause: (one.papers, one.digitized, one.denominator, one.points)
        for one in movement.parts
        if one.papers
    }


def figures(report: CompletionReport) -> dict[str, int]:
    """The figures that are not nought."""
    return {figure.value: count for figure, count in report.measured.counts.items() if count}


# --- the first term: 50 % by the end of 2022 -------------------------------------------------


def test_the_plan_at_the_end_of_2022(office):
    """Papers 1 to 8 are known: 6 in force (7 is unknown, 8 excluded), 1 is digitized: 16.6 %.

    50 % of 6 are 3: 2 are lacking, 16.66 - 50 = -33.3 points. If 7 is in force: 1 of 7, 14.2; else
    1 of 6, 16.66 and so at the most 16.7.
    """
    report = made(office, None, YEARS[2022])
    verdict = report.measured.verdict

    assert (verdict.reached, verdict.window) == (Reached.NOT_REACHED, WindowState.OVER)
    assert (verdict.digitized, verdict.denominator, verdict.rate) == (1, 6, 16.6)
    assert (verdict.needed, verdict.papers, verdict.points) == (3, -2, -33.3)
    assert (verdict.least, verdict.most) == (14.2, 16.7)
    assert figures(report) == {
        "registered": 8, "in_force": 6, "unknown": 1, "excluded": 1, "denominator": 6,
        "digitized": 1, "missing": 5, "unknown_missing": 1, "early": 1, "signed": 1, "reusable": 1,
    }  # fmt: skip
    assert report.office == OFFICE_BEFORE


def test_the_count_of_the_first_room_is_proven(office):
    """Declared 8, listed 8, closed on 30/11/2022, nothing in error: within the window."""
    report = made(office, 1, YEARS[2022])
    proof = report.measured.proof_of_count
    (room,) = proof.rooms

    assert (room.declared, room.listed, room.in_force, room.lacking) == (8, 8, 6, 0)
    assert (room.closed_by, room.closed_on) == ("lan", dt.date(2022, 11, 30))
    assert proof.proves_window
    assert report.measured.verdict.reached is Reached.REACHED


def test_a_register_of_2023_proves_no_count_of_2022(office):
    """Tourism was imported on 01/02/2023, with a row in error: nothing of it was known in 2022.

    Asked of 31/03/2023: declared 4, listed 4 and one row that nobody understands: one too many.
    """
    report = made(office, 1, dt.date(2023, 3, 31))
    proof = report.measured.proof_of_count

    # Rooms are named as they are today: both are one since 2025, and the row in error names none.
    (nameless, merged) = proof.rooms
    assert (nameless.room, nameless.in_error) == ("", 1)
    assert (merged.room, merged.listed, merged.listed_in_window) == (MERGED, 12, 8)
    assert proof.imported_after == (("du-lich.xlsx", dt.date(2023, 2, 1)),)
    assert not proof.proves_window
    assert report.measured.verdict.reached is Reached.NOT_REACHED


# --- 2023 ------------------------------------------------------------------------------------


def test_the_plan_at_the_end_of_2023(office):
    """In force: 1, 3, 9, 11 (phase 2), 4, 5 (phase 3), 6, 12 (phase 4): 8. Digitized: 1, 3, 9.

    2 expired on 30/06, 10 is merged into 9. 37.5 %; 70 % of 8 are 5.6, so 6: 3 are lacking. At the
    worst 7 and the row in error are papers in force: 3 of 10.
    """
    report = made(office, None, YEARS[2023])
    verdict = report.measured.verdict

    assert verdict.reached is Reached.NOT_REACHED
    assert (verdict.digitized, verdict.denominator, verdict.rate) == (3, 8, 37.5)
    assert (verdict.needed, verdict.papers, verdict.points) == (6, -3, -32.5)
    assert (verdict.least, verdict.most) == (30.0, 37.5)
    assert (verdict.in_error, verdict.unknown, verdict.missing) == (1, 1, 5)
    assert figures(report)["expired"] == 1
    assert (figures(report)["early"], figures(report)["in_time"]) == (1, 2)
    assert "late" not in figures(report)


def test_what_moved_in_2023(office):
    """From 1 of 6 to 3 of 8, r = 1/6 and D = 8.

    Work: 3 and 9, 2/8 = 25.0. (2 was archived, but expired before the end: no work.)
    Expiry: 2 was missing, it leaves the denominator: r/8 = 2.08.
    New: 9, 10, 11, 12 come in: -4r/8 = -8.33. Taken out: 10 goes, merged: r/8 = 2.08.
    Shown: 37.5 - 16.6 = 20.9 = 25.0 + 2.1 - 8.3 + 2.1.
    """
    report = made(office, None, YEARS[2023], since=YEARS[2022])
    movement = report.measured.movement

    assert (movement.digitized_before, movement.denominator_before) == (1, 6)
    assert (movement.rate_before, movement.rate_after, movement.points) == (16.6, 37.5, 20.9)
    assert parts(report) == {
        Cause.WORK: (2, 2, 0, 25.0),
        Cause.EXPIRY: (1, 0, -1, 2.1),
        Cause.NEW: (4, 0, 4, -8.3),
        Cause.TAKEN_OUT: (1, 0, -1, 2.1),
    }
    moved = [(row[0][-2:], row[4]) for row in report.lists["moved"].rows]
    assert [name for name, _cause in moved] == ["02", "03", "09", "09", "10", "10", "11", "12"]


def test_phase_2_at_the_end_of_2023(office):
    """Years 2016 to 2023: 1, 3, 9, 11 are in force, 11 is missing (rejected): 3 of 4."""
    report = made(office, 2, YEARS[2023])
    verdict = report.measured.verdict

    assert (verdict.digitized, verdict.denominator, verdict.rate) == (3, 4, 75.0)
    assert (verdict.reached, verdict.window) == (Reached.NOT_REACHED, WindowState.OVER)
    assert [row[0] for row in report.lists["missing"].rows] == ["SO-000011"]
    (gap,) = report.measured.gaps
    assert (gap.phase, gap.room, gap.place, gap.missing, gap.denominator) == (
        2, TOURISM, "Kệ 2, hộp 14", 1, 2,
    )  # fmt: skip
    (cause,) = report.measured.rejects
    assert (cause.state, cause.code, cause.documents) == ("quarantined", "INTAKE-001", 1)


def test_the_same_day_as_known_a_year_later(office):
    """By 2024 the year of 4 was put right: 4 was of phase 2 all the time: 3 of 5, 60.0 %.

    What was known at its own end stays as it was.
    """
    later = made(office, 2, YEARS[2023], known=YEARS[2024])

    assert (later.share.digitized, later.share.denominator, later.share.rate) == (3, 5, 60.0)
    assert made(office, 2, YEARS[2023]).share.denominator == 4


# --- 2024 ------------------------------------------------------------------------------------


def test_the_plan_at_the_end_of_2024(office):
    """In force: 1, 4, 5, 6, 9, 11, 12, 13, 14. Digitized: 4, 5, 9, 11, 14; 1 is not whole.

    5 of 9 are 55.5 %; 90 % of 9 are 8.1, so 9: 4 are lacking, 55.55 - 90 = -34.4.
    """
    report = made(office, None, YEARS[2024])
    verdict = report.measured.verdict

    assert (verdict.digitized, verdict.denominator, verdict.rate) == (5, 9, 55.5)
    assert (verdict.needed, verdict.papers, verdict.points) == (9, -4, -34.4)
    assert (verdict.missing, verdict.unproven) == (3, 1)
    assert figures(report) == {
        "registered": 13, "in_force": 9, "unknown": 1, "lapsed": 2, "excluded": 1,
        "denominator": 9, "digitized": 5, "unproven": 1, "missing": 3, "digitized_uncounted": 2,
        "born_digital": 1, "unknown_missing": 1, "expired": 1, "revoked": 1, "in_time": 3,
        "late": 2, "rescanned": 1, "signed": 6, "reusable": 5,
    }  # fmt: skip


def test_what_moved_in_2024(office):
    """From 3 of 8 to 5 of 9, r = 3/8 and D = 9.

    Work: 4, 5, 11, 14: 4/9 = 44.44. Verification: 1 is broken, -1/9 = -11.11. Expiry: 3 is revoked,
    it leaves both: (-1 + r)/9 = -6.94. New: 13 and 14: -2r/9 = -8.33.
    9 was scanned again: it moves nothing. Shown: 55.5 - 37.5 = 18.0 = 44.4 - 11.1 - 7.0 - 8.3.
    """
    report = made(office, None, YEARS[2024], since=YEARS[2023])

    assert report.measured.movement.points == 18.0
    assert parts(report) == {
        Cause.WORK: (4, 4, 0, 44.4),
        Cause.VERIFICATION: (1, -1, 0, -11.1),
        Cause.EXPIRY: (1, -1, -1, -7.0),
        Cause.NEW: (2, 0, 2, -8.3),
    }


def test_a_wrong_year_moves_a_phase_by_correction(office):
    """Phase 2 in 2024: 3 of 4 before, 3 of 4 after (4, 9, 11; 1 is not whole).

    4 comes in by a correction and is done by work, 11 by work, 1 is broken, 3 is revoked.
    """
    report = made(office, 2, YEARS[2024], since=YEARS[2023])

    assert {cause: part[:3] for cause, part in parts(report).items()} == {
        Cause.WORK: (2, 2, 0),
        Cause.VERIFICATION: (1, -1, 0),
        Cause.EXPIRY: (1, -1, -1),
        Cause.CORRECTION: (1, 0, 1),
    }
    assert (report.share.digitized, report.share.denominator) == (3, 4)
    assert report.measured.movement.points == 0.0
    timing = {one.notion: one.count for one in report.measured.definitions}
    assert (timing[Notion.LATE], timing[Notion.IN_TIME], timing[Notion.EARLY]) == (2, 1, 0)


def test_the_range_that_what_is_not_whole_leaves(office):
    """If 1 is restored: 6 of 9, 66.66 and so at the most 66.7; else 55.5."""
    report = made(office, None, YEARS[2024])
    (unproven,) = [one for one in report.measured.definitions if one.notion is Notion.UNPROVEN]

    assert (unproven.count, unproven.least, unproven.most) == (1, 55.5, 66.7)


# --- 2025 and after --------------------------------------------------------------------------


def test_the_plan_at_its_end(office):
    """7 of 9 (12 and 13 are missing): 77.7 %, 2 papers short of 100 %."""
    report = made(office, None, YEARS[2025])
    verdict = report.measured.verdict

    assert (verdict.digitized, verdict.denominator, verdict.rate) == (7, 9, 77.7)
    assert (verdict.papers, verdict.points, verdict.window) == (-2, -22.2, WindowState.OVER)
    assert [row[0] for row in report.lists["missing"].rows] == ["SO-000012", "SO-000013"]
    assert report.office == OFFICE_AFTER


def test_what_is_done_after_the_plan_is_late(office):
    """12 was archived in 2026: 8 of 9, and three are late: 4, 11, 12."""
    report = made(office, None, dt.date(2026, 6, 30))

    assert (report.share.digitized, report.share.denominator, report.share.rate) == (8, 9, 88.8)
    counts = report.measured.counts
    assert (counts[Figure.EARLY], counts[Figure.IN_TIME], counts[Figure.LATE]) == (1, 4, 3)
    late = [row[0] for row in report.lists["digitized"].rows if row[-1] == "After it"]
    assert late == ["SO-000004", "SO-000011", "SO-000012"]


def test_rooms_that_were_merged(office):
    """By the names that papers bear two rooms, by those of today one: the sums are the same."""
    day = YEARS[2025]
    then, today = made(office, None, day), made(office, None, day, names_today=True)

    assert {one.label: one.share.digitized for one in then.rooms} == {CULTURE: 5, TOURISM: 2}
    assert {one.label: one.share.digitized for one in today.rooms} == {MERGED: 7}
    assert today.share == then.share


def test_the_machine_part_is_the_same_report(office):
    """The same input gives the same bytes; its figures are those of the report."""
    day = YEARS[2024]
    first, second = (render_json(made(office, None, day)) for _turn in range(2))
    told = json.loads(first)

    assert first == second
    assert told["share"]["digitized"] == told["measured"]["counts"]["digitized"] == 5
    assert told["measured"]["verdict"]["reached"] == "not_reached"
    assert (told["as_of"], told["known"]) == ("2024-12-31", "2024-12-31")
    made_by = told["measured"]["provenance"]
    assert len(made_by["plan_sha256"]) == 64
    assert "settings.toml" in made_by["settings_sha256"]
    assert made_by["last_change"] > 0
    assert told["lists"]["missing"] == told["share"]["missing"]


def test_the_plan_year_by_year(office):
    """16.6, 37.5, 55.5, 77.7 at the ends of the years, 88.8 so far, each as it was known then."""
    years = made(office, None, dt.date(2026, 6, 30)).measured.years

    by_year = {one.year: one for one in years}
    assert [by_year[year].rate for year in range(2022, 2027)] == [16.6, 37.5, 55.5, 77.7, 88.8]
    assert [by_year[year].growth for year in range(2023, 2027)] == [20.9, 18.0, 22.2, 11.1]
    assert [by_year[year].wanted for year in range(2023, 2027)] == [20, 20, 10, 0]
    assert not any(one.is_met for one in years)
    assert (by_year[2026].day, by_year[2026].is_over) == (dt.date(2026, 6, 30), False)


def test_the_course_says_what_the_reports_of_its_days_say(office):
    """Each point of the curve is what a report of that day says."""
    course = {one.day: one for one in made(office, None, dt.date(2026, 6, 30)).measured.history}

    for day in (dt.date(2023, 6, 30), dt.date(2024, 1, 31), dt.date(2024, 8, 31), YEARS[2025]):
        share = made(office, None, day).share
        assert (course[day].digitized, course[day].denominator) == (
            share.digitized, share.denominator,
        )  # fmt: skip
