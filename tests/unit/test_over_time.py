"""The plan over time: one way through the facts says what a fold of its own says of each day."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator

import pytest
from catalogue_samples import reading
from hypothesis import given, settings
from hypothesis import strategies as st
from living_office import ACTS, BEGIN, Office

from sohoa.catalogue.postgres import door as server_door
from sohoa.catalogue.sqlite import door as file_door
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.history import PointInTime, Points, month_ends, years_of
from sohoa.domain.plan import BornDigitalRule, Plan, UnknownRule
from sohoa.domain.progress import measure_progress
from sohoa.domain.two_times import Knowledge


@pytest.fixture(autouse=True, scope="module")
def three_at_a_time() -> Iterator[None]:
    """Facts are read three at a time: those of one subject are often parted."""
    with pytest.MonkeyPatch.context() as patch:
        for door in (file_door, server_door):
            patch.setattr(door, "_TOGETHER", 3)
        yield


def plan(unknown=UnknownRule.EXCLUDED, born_digital=BornDigitalRule.INCLUDED) -> Plan:
    """Floors alone: phases do not matter to the whole."""
    floors = {2022: 50, 2023: 70, 2024: 90}
    return Plan("", (), floors, unknown_validity=unknown, born_digital=born_digital)


@settings(max_examples=40, deadline=None)
@given(
    acts=st.lists(ACTS, min_size=1, max_size=12),
    rule=st.tuples(st.sampled_from(UnknownRule), st.sampled_from(BornDigitalRule)),
    data=st.data(),
)
def test_each_point_is_a_fold_of_its_day(acts, rule, data, catalogue_at, tmp_path_factory):
    """Whatever happened: at each day the figures are those of that day as known at its end.

    Days after the last one of which anything is to be known are asked with what was known then.
    """
    folder = tmp_path_factory.mktemp("office")
    with Catalogue.open(catalogue_at(folder)) as catalogue:
        office = Office(catalogue, folder)
        for act in acts:
            office.act(*act)
    days = [BEGIN.date() + dt.timedelta(place) for place in range(-1, len(acts) + 3)]
    known = data.draw(st.sampled_from(days))
    with reading(folder) as reader:
        points = Points(days)
        told = points.course(plan(*rule), reader.stretches(points, Knowledge(days[-1], known)))
        for point in told:
            papers = reader.holdings_at(Knowledge(point.day, min(point.day, known))).papers
            total = measure_progress(
                plan(*rule), [one.line.tally for one in papers], as_of=point.day
            ).total
            assert (point.digitized, point.denominator) == (total.digitized, total.denominator)
            assert point.rate == total.rate
    shutil.rmtree(folder)


def test_points_are_the_ends_of_months():
    """From the month of the first act on, up to before the day asked about."""
    days = list(month_ends(dt.date(2023, 11, 15), dt.date(2024, 2, 29)))

    assert days == [dt.date(2023, 11, 30), dt.date(2023, 12, 31), dt.date(2024, 1, 31)]


def test_years_grow_by_what_is_shown():
    """40.0 at the end of 2022, 62.5 at that of 2023, 75.0 so far: 22.5 and 12.5 points.

    The floors: 50, 70, 90. The second is missed as the first; the running year is not over.
    """
    course = [
        PointInTime(dt.date(2022, 11, 30), 1, 10, 10.0, 50),
        PointInTime(dt.date(2022, 12, 31), 4, 10, 40.0, 50),
        PointInTime(dt.date(2023, 12, 31), 5, 8, 62.5, 70),
        PointInTime(dt.date(2024, 3, 15), 6, 8, 75.0, 90),
    ]

    first, second, third = years_of(plan(), course)

    assert (first.growth, first.wanted, first.is_met, first.is_over) == (None, None, False, True)
    assert (second.growth, second.wanted, second.is_met) == (22.5, 20, False)
    assert (third.growth, third.wanted, third.is_over) == (12.5, 20, False)


def test_a_year_without_papers_has_no_growth():
    """No rate, no verdict."""
    course = [PointInTime(dt.date(2022, 12, 31), 0, 0, None, 50)]

    (year,) = years_of(plan(), course)

    assert (year.rate, year.growth, year.is_met) == (None, None, None)
