"""What moved a rate: the parts are the whole, whatever happened in between."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from fractions import Fraction

import pytest
from catalogue_samples import paper, reading
from hypothesis import given, settings
from hypothesis import strategies as st
from living_office import ACTS, BEGIN, Office

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.history import Points
from sohoa.domain.holdings import PaperLine
from sohoa.domain.movement import (
    Cause,
    Comparison,
    Knowing,
    Moved,
    Movement,
    ThreeTimes,
    apportioned,
    movement_of,
)
from sohoa.domain.plan import BornDigitalRule, Phase, PhaseKind, Plan, UnknownRule, YearRange
from sohoa.domain.progress import measure_progress
from sohoa.domain.register import Validity
from sohoa.domain.two_times import Knowledge

DECEMBER, JUNE = dt.date(2023, 12, 31), dt.date(2024, 6, 30)
WINDOW = (dt.date(2023, 1, 1), dt.date(2024, 12, 31))


def plan(unknown=UnknownRule.EXCLUDED, born_digital=BornDigitalRule.INCLUDED) -> Plan:
    """One phase for all."""
    phase = Phase(2, "số hóa", PhaseKind.DIGITIZE, *WINDOW, (YearRange(None, 2025),))
    return Plan("", (phase,), {2023: 50}, unknown_validity=unknown, born_digital=born_digital)


def days(first: dt.date, second: dt.date, known: dt.date | None = None) -> Knowing:
    """Both as known at their own end, or the first as known on a day."""
    return Knowing(Knowledge(first, known or first), Knowledge(second, second), 0)


# --- every sequence of acts -------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    acts=st.lists(ACTS, min_size=1, max_size=12),
    data=st.data(),
    rule=st.tuples(st.sampled_from(UnknownRule), st.sampled_from(BornDigitalRule)),
)
def test_the_parts_are_the_whole(acts, data, rule, catalogue_at, tmp_path_factory):
    """The figures of the first day are those of a fold of its own; the points add up."""
    folder = tmp_path_factory.mktemp("office")
    with Catalogue.open(catalogue_at(folder)) as catalogue:
        office = Office(catalogue, folder)
        for act in acts:
            office.act(*act)
    ends = st.integers(0, len(acts))
    first, second = sorted((data.draw(ends), data.draw(ends)))
    before, after = sorted((data.draw(ends), data.draw(ends)))
    then = _knowledge(first, before)
    with reading(folder) as reader:
        last_before = reader.last_change(then.recorded_before)
        knowing = Knowing(then, _knowledge(second, after), last_before)
        found = {
            point: reader.holdings_at(Knowledge(as_of, known)).papers
            for point, as_of, known in (
                ("before", knowing.before.as_of, knowing.before.known),
                ("corrected", knowing.before.as_of, knowing.after.known),
                ("after", knowing.after.as_of, knowing.after.known),
            )
        }
        told = list(reader.moved_papers(knowing))
    _same_as_three_folds(told, found)
    shares = {
        name: measure_progress(
            plan(*rule), [one.line.tally for one in found[name]], as_of=asked.as_of
        ).total
        for name, asked in (("before", knowing.before), ("after", knowing.after))
    }
    end = shares["after"]
    moved = list[Moved]()
    comparison = Comparison(plan(*rule), knowing, lambda _year: True)
    movement = movement_of(
        told, comparison, knowing, after=(end.digitized, end.denominator), listed=moved.append
    )
    assert movement.digitized_before == shares["before"].digitized
    assert movement.denominator_before == shares["before"].denominator
    adds_up(movement, moved)
    shutil.rmtree(folder)


def _knowledge(as_of: int, known: int) -> Knowledge:
    day = BEGIN.date()
    return Knowledge(day + dt.timedelta(as_of), day + dt.timedelta(known))


def _same_as_three_folds(told, found) -> None:
    """Of each paper that is told the lines are those of three folds; no other one changed."""
    lines = {
        name: {one.record_id: one.line._replace(archive_path="", rescanned=False) for one in papers}
        for name, papers in found.items()
    }
    ids = {one.known.record_id for one in told}
    for one in told:
        name = one.known.record_id
        for point, held in lines.items():
            assert getattr(one, point) == held.get(name), (name, point)
    for name in {*lines["before"], *lines["corrected"], *lines["after"]} - ids:
        same = [held.get(name) for held in lines.values()]
        assert same[0] == same[1] == same[2]


def adds_up(movement: Movement, moved: list[Moved]) -> None:
    """Papers, exact fractions and shown points: each adds up; no rate is above 100 %."""
    for one in movement.parts:
        behind = [step for step in moved if step.cause is one.cause]
        assert len(behind) == one.papers
        assert sum(step.digitized for step in behind) == one.digitized
        assert sum(step.denominator for step in behind) == one.denominator
    for rate in (movement.rate_before, movement.rate_after):
        assert rate is None or 0 <= rate <= 100
    if movement.rate_before is None or movement.rate_after is None:
        assert movement.points is None
        assert all(one.points is None for one in movement.parts)
        return
    before = Fraction(movement.digitized_before, movement.denominator_before)
    after = Fraction(movement.digitized_after, movement.denominator_after)
    assert sum(Fraction(one.exact) for one in movement.parts) == after - before
    shown = [round(10 * one.points) for one in movement.parts]
    assert sum(shown) == round(10 * movement.points)
    for one in movement.parts:
        assert abs(Fraction(one.exact) * 100 - Fraction(one.points)) < Fraction(2, 10)


@given(
    st.lists(st.fractions(-50, 50), min_size=1, max_size=7),
    st.integers(-1, 1),
)
def test_shown_parts_add_up(exact, off):
    """Whole numbers near fractions add up to the whole; what is nothing stays nothing."""
    if not any(exact):
        return
    whole = sum(exact)
    total = whole.numerator // whole.denominator + off

    shown = apportioned(exact, total)

    assert sum(shown) == total
    assert all(one == 0 for one, fraction in zip(shown, exact, strict=True) if not fraction)


# --- case by case -------------------------------------------------------------------------------


def line(number: int, **fields) -> PaperLine:
    """A paper of 2018 in force."""
    stated = {"formed": "2018-03-05", "year": 2018, "validity": "in_force", **fields}
    named = {"record_id": f"SO-{number:06d}", "number": f"{number}/QĐ", "record_type": "QĐ"}
    return PaperLine(**{**named, "room": "VH", "location": "", **stated})


DONE = {"document_id": "d", "digitized_on": "2023-05-01"}
LATER = {"document_id": "d", "digitized_on": "2024-05-01"}


@pytest.mark.parametrize(
    ("before", "corrected", "after", "steps"),
    [
        (line(1), line(1), line(1, **LATER), [(Cause.WORK, (1, 0))]),
        (
            line(1, **DONE),
            line(1, **DONE),
            line(1, **DONE, proof_problem="bytes"),
            [(Cause.VERIFICATION, (-1, 0))],
        ),
        (
            line(1, valid_until="2024-03-01"),
            line(1, valid_until="2024-03-01"),
            line(1, valid_until="2024-03-01"),
            [(Cause.EXPIRY, (0, -1))],
        ),
        (
            line(1, **DONE),
            line(1, **DONE),
            line(1, **DONE, validity="revoked"),
            [(Cause.EXPIRY, (-1, -1))],
        ),
        # Archived after it had expired: it did not count at the end, so it is no work.
        (
            line(1, valid_until="2024-03-01"),
            line(1, valid_until="2024-03-01"),
            line(1, valid_until="2024-03-01", **LATER),
            [(Cause.EXPIRY, (0, -1))],
        ),
        (None, line(1), line(1), [(Cause.NEW, (0, 1))]),
        (None, None, line(1, **LATER), [(Cause.NEW, (1, 1))]),
        # Entered late, and digitized since: one is no work, the other is.
        (None, line(1), line(1, **LATER), [(Cause.WORK, (1, 0)), (Cause.NEW, (0, 1))]),
        (
            line(1, formed="2024-02-01", year=2024),
            line(1, formed="2024-02-01", year=2024),
            line(1, formed="2024-02-01", year=2024),
            [(Cause.NEW, (0, 1))],
        ),
        (line(1, **DONE), line(1, **DONE), None, [(Cause.TAKEN_OUT, (-1, -1))]),
        (line(1, **DONE), line(1, **DONE), line(1), [(Cause.TAKEN_OUT, (-1, 0))]),
        (line(1), line(1), line(1, exclusion="mật"), [(Cause.EXCLUSION, (0, -1))]),
        (line(1, validity="unknown"), line(1), line(1), [(Cause.CORRECTION, (0, 1))]),
        (line(1), line(1, **DONE), line(1, **DONE), [(Cause.CORRECTION, (1, 0))]),
        # A wrong year put right: it leaves the phase.
        (
            line(1, **DONE),
            line(1, **DONE, formed="2031-01-01", year=2031),
            line(1, **DONE, formed="2031-01-01", year=2031),
            [(Cause.CORRECTION, (-1, -1))],
        ),
        (line(1, **DONE), line(1, **DONE), line(1, **DONE, location="Kệ 3"), []),
    ],
)  # fmt: skip
def test_causes(before, corrected, after, steps):
    """What moves a rate by one paper, and why."""
    comparison = Comparison(plan(), days(DECEMBER, JUNE), lambda year: year <= 2025)

    assert list(comparison.steps(ThreeTimes(before, corrected, after))) == steps


def test_work_that_was_not_known_yet_is_work():
    """The first figures were known before the end of their day: what was archived since is work."""
    comparison = Comparison(plan(), days(DECEMBER, JUNE, dt.date(2023, 4, 1)), lambda _year: True)

    done = ThreeTimes(line(1), line(1, **DONE), line(1, **DONE), is_archived_since=True)

    assert list(comparison.steps(done)) == [(Cause.WORK, (1, 0))]


def test_since_a_report_of_the_middle_of_a_day(catalogue_at, tmp_path):
    """What was archived on the rest of the day is work; a document tied to its paper is none.

    Three papers. Before the report the first has its document, and that of the second is tied to
    none. Later on the same day the second gets it, and the third is digitized. By hand: 1 of 3
    before, 3 of 3 after; one paper by work, one by a correction. By the whole day nothing moved.
    """
    with Catalogue.open(catalogue_at(tmp_path)) as catalogue:
        office = Office(catalogue, tmp_path)
        papers = [paper(f"{number}/QĐ", validity=Validity.IN_FORCE) for number in range(1, 4)]
        office.act("import", papers)
        for act in (("archive", 1), ("archive", 2), ("unlink", 2)):
            office.act(*act)
            office.now = BEGIN + dt.timedelta(days=1)
        with reading(tmp_path) as reader:
            reported = reader.last_change()
        for act in (("link", 2, 2), ("archive", 3)):
            office.act(*act)
            office.now = BEGIN + dt.timedelta(days=1)
    first, second = _knowledge(1, 1), _knowledge(2, 2)
    with reading(tmp_path) as reader:
        since_report = Knowing(first, second, reported, "BC-2024-001")
        since_day = Knowing(first, second, reader.last_change(first.recorded_before))
        told = [
            movement_of(
                list(reader.moved_papers(knowing)),
                Comparison(plan(), knowing, lambda _year: True),
                knowing,
                after=(3, 3),
                listed=lambda _moved: None,
            )
            for knowing in (since_report, since_day)
        ]
    report, day = told
    assert (report.digitized_before, report.denominator_before) == (1, 3)
    assert {one.cause: one.papers for one in report.parts if one.papers} == {
        Cause.WORK: 1,
        Cause.CORRECTION: 1,
    }
    assert (day.digitized_before, [one.papers for one in day.parts]) == (3, [0] * len(Cause))


def test_points_are_told_apart():
    """Ten papers, four done. Two more are done, one of them expires, one was no paper of ours.

    Before 4 of 10 (40.0). Two papers archived: +2. A missing one expires: the denominator falls by
    1. A digitized one leaves by a correction: -1, -1. After: 5 of 8 (62.5).
    By hand, with r = 4/10 and D = 8: work 2/8 = 25.0; expiry 0.4/8 = 5.0; correction
    (-1 + 0.4)/8 = -7.5. Together 22.5.
    """
    moved = [
        ThreeTimes(line(1), line(1), line(1, **LATER)),
        ThreeTimes(line(2), line(2), line(2, **LATER)),
        ThreeTimes(*[line(3, valid_until="2024-03-01")] * 3),
        ThreeTimes(line(4, **DONE), line(4, **DONE, exclusion="mật"), line(4, exclusion="mật")),
    ]
    listed = list[Moved]()

    found = movement_of(
        moved,
        Comparison(plan(), days(DECEMBER, JUNE), lambda _year: True),
        days(DECEMBER, JUNE),
        after=(5, 8),
        listed=listed.append,
    )

    assert (found.digitized_before, found.denominator_before) == (4, 10)
    assert (found.rate_before, found.rate_after, found.points) == (40.0, 62.5, 22.5)
    points = {one.cause: one.points for one in found.parts if one.papers}
    assert points == {Cause.WORK: 25.0, Cause.EXPIRY: 5.0, Cause.CORRECTION: -7.5}
    adds_up(found, listed)


def test_without_papers_there_are_no_points():
    """The first register came in between: a rate is there after it, and none before."""
    found = movement_of(
        [ThreeTimes(None, None, line(1))],
        Comparison(plan(), days(DECEMBER, JUNE), lambda _year: True),
        days(DECEMBER, JUNE),
        after=(0, 1),
        listed=lambda _moved: None,
    )

    assert (found.rate_before, found.rate_after, found.points) == (None, 0.0, None)
    assert {one.points for one in found.parts} == {None}


def test_an_upgrade_of_the_catalogue_moves_nothing(embedded, tmp_path):
    """It enters levels and digests of every document: a million papers would be looked at."""
    office = Office(embedded, tmp_path)
    office.act("import", [paper("1/QĐ", validity=Validity.IN_FORCE)])
    office.act("archive", 1)
    first, second = _knowledge(2, 2), _knowledge(5, 5)
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO changes (id, at, act, person, reason)"
            " VALUES (900, '2024-01-05T03:00:00+00:00', 'upgrade', '', '')"
        )
        connection.execute(
            "INSERT INTO facts (serial, kind, subject, said, true_from, change_id)"
            """ VALUES (900, 'document', 'd1', '{"level":"PAdES-B-B"}', '', 900)"""
        )
    with reading(tmp_path) as reader:
        knowing = Knowing(first, second, reader.last_change(first.recorded_before))
        assert list(reader.moved_papers(knowing)) == []
        points = Points([second.as_of])
        (stretch,) = reader.stretches(points, second)
        assert stretch.archived == 0
