"""When a paper was signed electronically, as its print says it: a witness for the day in its head.

Papers that were signed as files and then printed bear it: `Thời gian ký: 14.11.2019 11:09:44`. They
are signed on their day or within three weeks of it. It says of no reading that it is wrong. But
where the month's figure is doubted and stands alone though Decree 30 (annex I, part II, 4) has a
nought before months below 3, a figure beside it may be lost: `1` is left of 10, 11 and 12, `2` of
12. If the month as read is far from the signing and one of these is near it, that one is meant.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sohoa.describe.place_and_day import Day
from sohoa.domain.grammar.dates import LONE_MONTH, SIGNED_AT
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Line
from sohoa.domain.vietnamese import skeleton

#: So long after its day a paper is signed at most: of 11 real ones that say it 15 days at most.
_LATEST = dt.timedelta(days=21)
_LEFT_OF = {1: (10, 11, 12), 2: (12,)}
_SURE = 95.0


def by_signing(days: Sequence[Day], lines: Iterable[Line]) -> tuple[Day, ...]:
    """Put the day that is meant before the one that was read, which stays among the choices."""
    if not days or not _may_lack_a_figure(days[0]):
        return tuple(days)
    read = days[0]
    signed = tuple(_signing_days(lines))
    meant = [day for day in (read, *_completed(read)) if _is_before(day, signed)]
    if len(meant) != 1 or meant[0] is read:
        return tuple(days)
    return (meant[0], *days)


def _may_lack_a_figure(day: Day) -> bool:
    is_doubted = day.by_hand or not day.is_clear or day.confidence < _SURE
    has_all = day.formed is not None and day.formed.day is not None
    return is_doubted and has_all and LONE_MONTH.search(skeleton(day.text)) is not None


def _completed(day: Day) -> Iterator[Day]:
    if day.formed is None or day.formed.month is None:
        return
    for month in _LEFT_OF.get(day.formed.month, ()):
        try:
            formed = PartialDate(day.formed.year, month, day.formed.day)
        except ValueError:
            continue
        yield replace(day, formed=formed, is_clear=False)


def _signing_days(lines: Iterable[Line]) -> Iterator[dt.date]:
    for line in lines:
        for found in SIGNED_AT.finditer(skeleton(line.text)):
            try:
                yield dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                continue


def _is_before(day: Day, signed: Iterable[dt.date]) -> bool:
    """Say whether a paper of this day may have been signed at one of these."""
    formed = day.formed
    if formed is None or formed.month is None or formed.day is None:
        return False
    own = dt.date(formed.year, formed.month, formed.day)
    return any(own <= one <= own + _LATEST for one in signed)
