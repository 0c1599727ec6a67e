"""Vietnam's time: the day an instant lies in, and where a day begins and ends."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from sohoa.domain.vietnam_time import day_of, end_of, minute_shown, moment_shown, start_of

_HOME = "sohoa/domain/vietnam_time.py"
_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2023-12-31T16:59:59+00:00", "2023-12-31"),
        ("2023-12-31T17:00:00+00:00", "2024-01-01"),
        ("2024-02-29T00:00:00+07:00", "2024-02-29"),
        ("2024-02-28T23:59:59.999999+07:00", "2024-02-28"),
    ],
)
def test_a_day_changes_at_midnight_in_vietnam(moment, day):
    """Which is 17:00 UTC."""
    assert day_of(dt.datetime.fromisoformat(moment)).isoformat() == day


@pytest.mark.parametrize("day", [dt.date(2023, 12, 31), dt.date(2024, 2, 29), dt.date(1975, 6, 13)])
def test_a_day_ends_one_second_before_the_next(day):
    """Its first and its last second lie in it, and the second after does not."""
    after = end_of(day) + dt.timedelta(seconds=1)

    assert day_of(start_of(day)) == day == day_of(end_of(day))
    assert after == start_of(day + dt.timedelta(days=1))


def test_instants_are_shown_by_the_clock_of_vietnam():
    """Whatever the zone they are given in."""
    moment = dt.datetime(2023, 12, 31, 23, 30, 5, tzinfo=dt.UTC)

    assert minute_shown(moment) == "06:30 01/01/2024"
    assert moment_shown(moment) == "01/01/2024 06:30:05 +07:00"


def test_the_zone_has_one_home():
    """No other module makes a time zone or an end of a day of its own."""
    own = re.compile(r"ZoneInfo\(|dt\.timezone\(|hours=7\b|dt\.time\(23|date\.today\(")
    modules = [path for top in ("flows", "sohoa", "tasks") for path in (_ROOT / top).rglob("*.py")]
    found = [
        path.relative_to(_ROOT).as_posix()
        for path in modules
        if own.search(re.sub(r"^\s*>>>.*$", "", path.read_text("utf-8"), flags=re.MULTILINE))
    ]

    assert found == [_HOME]
