"""Lists of papers beside those that are counted: taken out of the inventory, or moved since."""

from __future__ import annotations

from collections.abc import Iterable

from sohoa.domain.holdings import PaperLine
from sohoa.domain.movement import Moved
from sohoa.domain.subject import Subject
from sohoa.language import _
from sohoa.reports.long_list import Lists
from sohoa.reports.movement_words import cause_label
from sohoa.reports.numbers_and_dates import formed_text
from sohoa.reports.table import Column, Kind, Table


class BesideLists:
    """The lists while they are filled."""

    def __init__(self, lists: Lists, subject: Subject) -> None:
        self._lists, self._subject = lists, subject
        self._withdrawn, self._moved = _withdrawn_table(lists), _moved_table(lists)

    def tables(self, *, has_movement: bool) -> tuple[Table, ...]:
        """Those that there are: without a movement nothing is said to have moved."""
        return (self._withdrawn, self._moved) if has_movement else (self._withdrawn,)

    def add_withdrawn(self, papers: Iterable[PaperLine]) -> int:
        """List papers that were taken out of the inventory; returns how many are the subject's."""
        count = 0
        for one in papers:
            if self._subject.covers(one.year):
                cells = (
                    one.record_id, one.number, formed_text(one.formed), one.record_type, one.room,
                    one.location,
                )  # fmt: skip
                self._lists.add(self._withdrawn, [(cell,) for cell in cells])
                count += 1
        return count

    def add_moved(self, one: Moved) -> None:
        """List a step of a paper."""
        cells = (
            one.record_id, one.number, one.year, one.room, cause_label(one.cause), one.digitized,
            one.denominator,
        )  # fmt: skip
        self._lists.add(self._moved, [(cell,) for cell in cells])


def _withdrawn_table(lists: Lists) -> Table:
    columns = (
        Column(_("Record id"), Kind.CODE),
        Column(_("Number"), Kind.CODE),
        Column(_("Formed")),
        Column(_("Record type")),
        Column(_("Room")),
        Column(_("Place")),
    )
    note = _("Taken out of the inventory by a person: not counted anywhere. `sohoa show` says why.")
    return lists.table("withdrawn", _("Papers withdrawn"), note, columns)


def _moved_table(lists: Lists) -> Table:
    columns = (
        Column(_("Record id"), Kind.CODE),
        Column(_("Number"), Kind.CODE),
        Column(_("Year formed")),
        Column(_("Room")),
        Column(_("Cause")),
        Column(_("Digitized, more or less")),
        Column(_("To be digitized, more or less")),
    )
    note = _("Each paper that moved the rate, and by what; every part of the change is a sum here.")
    return lists.table("moved", _("What moved the rate"), note, columns)
