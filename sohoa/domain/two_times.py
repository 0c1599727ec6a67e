"""Facts with two times: from which day something is true, and when and by whom it was recorded.

Nothing that was recorded is changed or taken back: who errs records another fact. What was true
on a day as known on another is then answered for ever as it was answered first (`adr/0032`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.errors import FutureDayError
from sohoa.domain.vietnam_time import day_of, day_shown, start_of

#: The day from which a fact is true that was always true.
EVER_SINCE = ""


class Act(StrEnum):
    """The kind of act by which facts are recorded."""

    IMPORT = "import"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    MERGE = "merge"
    SPLIT = "split"
    LINK = "link"
    UNLINK = "unlink"
    #: Tied by what its pages say, not by a person's word.
    MATCH = "match"
    #: A person has said which paper a scan is, before it was archived; and has taken it back.
    DECIDE = "decide"
    TAKE_BACK = "take_back"
    #: Its pages do not say any more what they said.
    LAPSE = "lapse"
    DECLARE = "declare"
    CLOSE = "close"
    ARCHIVE = "archive"
    RETIRE = "retire"
    COMPLETE = "complete"
    VERIFY = "verify"
    #: Its file has got another form (`sohoa.renewal`), or was put right from a copy.
    RENEW = "renew"
    MEND = "mend"
    #: What an earlier version of the catalogue knew without saying when it came to know it.
    UPGRADE = "upgrade"


class SubjectKind(StrEnum):
    """The kind of thing that a fact is about."""

    PAPER = "paper"
    DOCUMENT = "document"
    INVENTORY = "inventory"
    #: A row of a register file that was not understood, by its number in the catalogue.
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Change:
    """One act of recording: everything that it records stands or falls together.

    `at` is UTC; `import_id` names the register file that it took, if it took one. `number` is its
    place among all acts; 0 before it is recorded.
    """

    act: Act
    at: dt.datetime
    person: str
    reason: str = ""
    import_id: int | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """Some attributes of one subject and their values, true from a day in Vietnam (ISO 8601).

    A value is text as it is stored; empty is "none". `true_from` is empty for ever since.
    """

    subject: str
    said: Mapping[str, str]
    true_from: str = EVER_SINCE


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """A fact and the change by which it was recorded."""

    fact: Fact
    change: Change


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The day that is asked about, and the day by whose end it was known; both in Vietnam."""

    as_of: dt.date
    known: dt.date

    @property
    def recorded_before(self) -> dt.datetime:
        """The first instant of which nothing is known any more."""
        return start_of(self.known + dt.timedelta(days=1))


def state_of(facts: Iterable[Fact], as_of: dt.date) -> dict[str, str]:
    """Give the attributes of one subject as they are true on a day.

    The facts come in the order in which they were recorded: the last word about a day counts.

    >>> said = [Fact("SO-1", {"validity": "in_force"}),
    ...         Fact("SO-1", {"validity": "revoked"}, "2023-05-01")]
    >>> state_of(said, dt.date(2023, 4, 30)), state_of(said, dt.date(2023, 5, 1))
    ({'validity': 'in_force'}, {'validity': 'revoked'})
    """
    day, state = as_of.isoformat(), dict[str, str]()
    for fact in facts:
        if fact.true_from <= day:
            state.update(fact.said)
    return state


def refuse_future_since(since: dt.date | None, *, now: dt.datetime) -> dt.date | None:
    """Give back the day from which a change holds; nobody knows what holds tomorrow.

    Raises:
        FutureDayError: It has not come yet.
    """
    if since is not None and since > day_of(now):
        raise FutureDayError(day=day_shown(since), today=day_shown(day_of(now)))
    return since
