"""Progress: what counts, what it counts against, and that everything adds up."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.domain.figures import Standing
from sohoa.domain.plan import Phase, PhaseKind, Plan, UnknownRule, YearRange
from sohoa.domain.progress import Tally, Unlinked, measure_of, measure_progress
from sohoa.domain.register import Validity
from sohoa.domain.share import Against, Share
from sohoa.domain.vietnam_time import VIETNAM

DAY = dt.date(2023, 12, 31)
DONE = dt.datetime(2023, 6, 1, tzinfo=dt.UTC)


def phase(number: int, *years: YearRange, kind: PhaseKind = PhaseKind.DIGITIZE) -> Phase:
    """A phase of the plan that takes these years."""
    year = dt.date(2020 + number, 1, 1)
    return Phase(number, f"phase {number}", kind, year, year, years)


PLAN = Plan(
    "plan",
    (
        phase(1, kind=PhaseKind.INVENTORY),
        phase(2, YearRange(2016, 2023)),
        phase(3, YearRange(2006, 2015), YearRange(2024, 2024)),
        phase(4, YearRange(None, 2005)),
    ),
    {2022: 50, 2023: 70, 2024: 90, 2025: 100},
)

#: Hours of 2023 and 2024.
instants = st.integers(0, 2 * 365 * 24).map(
    lambda hours: dt.datetime(2023, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
)
tallies = st.builds(
    Tally,
    year=st.integers(1995, 2027),
    room=st.sampled_from(["", "Văn hóa", "Du lịch", "Thể thao"]),
    record_type=st.sampled_from(["QĐ", "GP"]),
    validity=st.sampled_from(Validity),
    valid_until=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)),
    is_excluded=st.booleans(),
    digitized_at=st.none() | instants,
    count=st.integers(0, 500),
)
unlinked = st.builds(
    Unlinked,
    year=st.none() | st.integers(1995, 2027),
    room=st.sampled_from(["", "Văn hóa", "Khác"]),
    digitized_at=instants,
)


def tally(**fields) -> Tally:
    """One paper in force of 2018, not digitized unless said so."""
    return Tally(
        **{"year": 2018, "room": "", "record_type": "", "validity": Validity.IN_FORCE, **fields}
    )


@given(
    papers=st.lists(tallies, max_size=30),
    loose=st.lists(unlinked, max_size=10),
    as_of=st.dates(dt.date(2022, 1, 1), dt.date(2026, 1, 1)),
    rule=st.sampled_from(UnknownRule),
)
def test_everything_adds_up(papers, loose, as_of, rule):
    """Phases and outside, rooms, and their cells each sum to the whole, in every figure."""
    plan = dataclasses.replace(PLAN, unknown_validity=rule)
    progress = measure_progress(plan, papers, unlinked=loose, as_of=as_of)
    total = progress.total

    phases = (one.share for one in progress.phases)
    assert sum(phases, progress.outside.share) == total
    assert sum((one.share for one in progress.rooms), Share()) == total
    assert sum((one.share for one in progress.cells), Share()) == total
    assert total.registered == sum(paper.count for paper in papers)
    assert 0 <= total.digitized <= total.denominator <= total.registered
    assert total.unlinked <= len(loose)


@given(papers=st.lists(tallies, max_size=20), early=st.dates(dt.date(2022, 6, 1), DAY))
def test_more_time_never_undoes_work(papers, early):
    """A later day never has fewer papers digitized, counted and uncounted together."""
    lapsed_matters_not = [dataclasses.replace(one, valid_until=None) for one in papers]
    before = measure_progress(PLAN, lapsed_matters_not, as_of=early).total
    after = measure_progress(PLAN, lapsed_matters_not, as_of=DAY).total

    assert before.digitized <= after.digitized
    assert before.denominator == after.denominator


@given(
    validity=st.sampled_from(Validity),
    until=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)),
    exclusion=st.sampled_from(["", "mật"]),
    on=st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)),
)
def test_a_paper_is_in_force_until_its_last_day(validity, until, exclusion, on):
    """Its state says so, its last day has not passed, and nobody has left it out."""
    counted = tally(validity=validity, valid_until=until, is_excluded=bool(exclusion))
    has_ended = until is not None and until < on
    is_in_force = validity is Validity.IN_FORCE and not has_ended and not exclusion

    assert (counted.standing(on) is Standing.IN_FORCE) == is_in_force


@pytest.mark.parametrize(
    ("archived", "counts"),
    [
        (dt.datetime(2023, 12, 31, 23, 59, 59, tzinfo=VIETNAM), True),
        (dt.datetime(2024, 1, 1, 0, 0, 0, tzinfo=VIETNAM), False),
        (dt.datetime(2023, 12, 31, 16, 59, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2023, 12, 31, 17, 0, 0, tzinfo=dt.UTC), False),
    ],
)
def test_day_ends_at_midnight_in_vietnam(archived, counts):
    """What is archived after midnight in Vietnam belongs to the next day."""
    progress = measure_progress(PLAN, [tally(digitized_at=archived)], as_of=DAY)

    assert progress.total.digitized == int(counts)


def test_papers_that_do_not_count():
    """Lapsed, excluded and unknown papers are registered and not in the denominator."""
    papers = [
        tally(digitized_at=DONE),
        tally(validity=Validity.REVOKED, digitized_at=DONE),
        tally(valid_until=dt.date(2023, 12, 30)),
        tally(is_excluded=True),
        tally(validity=Validity.UNKNOWN),
    ]

    total = measure_progress(PLAN, papers, as_of=DAY).total

    assert (total.registered, total.denominator, total.digitized) == (5, 1, 1)
    assert (total.lapsed, total.excluded, total.unknown) == (2, 1, 1)
    assert (total.digitized_uncounted, total.rate) == (1, 100.0)


def test_last_day_still_counts():
    """A paper is in force on its last day."""
    assert tally(valid_until=DAY).standing(DAY) is Standing.IN_FORCE


def test_unknown_papers_by_the_rule_of_the_plan():
    """Included, papers of unknown validity enter the denominator, but not those run out."""
    plan = dataclasses.replace(PLAN, unknown_validity=UnknownRule.INCLUDED)
    papers = [
        tally(validity=Validity.UNKNOWN, digitized_at=DONE),
        tally(validity=Validity.UNKNOWN, valid_until=dt.date(2020, 1, 1)),
    ]

    total = measure_progress(plan, papers, as_of=DAY).total

    assert (total.denominator, total.digitized, total.lapsed) == (1, 1, 1)


def test_outside_every_phase_is_shown():
    """Papers of a year that no phase takes are counted outside, not dropped."""
    progress = measure_progress(PLAN, [tally(year=2026, count=3)], as_of=DAY)

    assert progress.outside.share.registered == 3
    assert [one.share.registered for one in progress.phases] == [0, 0, 0]
    assert [one.phase for one in progress.phases] == [2, 3, 4]


def test_floor_is_that_of_the_year():
    """The floor of the year of the day asked about applies; before the first there is none."""
    assert measure_progress(PLAN, [], as_of=DAY).floor == 70
    assert measure_progress(PLAN, [], as_of=dt.date(2021, 5, 1)).floor is None
    assert measure_progress(PLAN, [], as_of=dt.date(2030, 1, 1)).floor == 100


@pytest.mark.parametrize(
    ("digitized", "of", "floor", "points", "records"),
    [
        (70, 100, 70, 0.0, 0),
        (69, 100, 70, -1.0, -1),
        (71, 100, 70, 1.0, 1),
        (2, 3, 70, -3.3, -1),
        (9999, 10000, 100, 0.0, -1),
        (792, 1000, 79.2, 0.0, 0),
        (791, 1000, 79.2, -0.1, -1),
        (0, 7, 50, -50.0, -4),
    ],
)
def test_ahead_or_behind(digitized, of, floor, points, records):
    """The distance to a floor in whole papers is exact, whatever the rounding of the points."""
    share = Share(in_force=of, denominator=of, digitized=digitized)

    assert share.against(floor) == Against(floor, points, records)
    assert share.against(floor).is_met == (records >= 0)


@given(of=st.integers(1, 10**6), share=st.floats(0, 1), floor=st.integers(0, 10_000))
def test_floor_is_met_exactly_when_enough_papers_are_done(of, share, floor):
    """`records` of at least 0 means the share in hundredths of a percent reaches the floor."""
    digitized = int(of * share)
    against = Share(denominator=of, digitized=digitized).against(floor / 100)

    assert against.is_met == (digitized * 10_000 >= floor * of)


def test_rate_is_never_flattering():
    """A rate is cut, so 100 % means all; without papers there is no rate and no verdict."""
    assert Share(denominator=10_000, digitized=9_999).rate == 99.9
    assert Share(denominator=3, digitized=3).rate == 100.0
    assert Share().rate is None
    assert Share().against(70) is None
    assert Share(denominator=1).against(None) is None


def test_measure_prints_its_rule():
    """The rule for unknown validity travels with the figures."""
    assert measure_of(PLAN, DAY).unknown_validity is UnknownRule.EXCLUDED
    assert measure_progress(PLAN, [], as_of=DAY).unknown_validity is UnknownRule.EXCLUDED
