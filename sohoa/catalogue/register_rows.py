"""Turns rows of the register's tables into what the rest of the program knows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from sys import intern
from typing import Any

from sohoa.catalogue import queries
from sohoa.catalogue.instants import from_text
from sohoa.catalogue.rows import SaidBefore
from sohoa.domain.holdings import OpenErrorRow, RegisteredPaper
from sohoa.domain.paper_facts import Listing
from sohoa.domain.paper_questions import DecidedBy
from sohoa.domain.progress import Tally
from sohoa.domain.register import RowProblem, Validity
from sohoa.domain.two_times import Act


def paper_of(row: tuple[Any, ...]) -> RegisteredPaper:
    """Read a row of `queries.PAPERS`."""
    values = dict(zip(queries.PAPER_COLUMNS, row, strict=True))
    values |= {
        # What many papers have, once in memory.
        **{name: intern(values[name]) for name in ("room", "record_type", "location")},
        "validity": Validity(values["validity"]),
        "valid_until": _day(values["valid_until"]),
        "digitized_at": from_text(values["digitized_at"]),
        "born_digital": bool(values["born_digital"]),
        "listing": Listing(values["listing"]),
        "rescanned": bool(values["rescanned"]),
    }
    return RegisteredPaper(**values)


def tally_of(row: tuple[Any, ...]) -> Tally:
    """Read a row of `queries.TALLIES`."""
    (
        year, room, record_type, validity, valid_until, is_excluded, _is_digitized, is_proven,
        is_born_digital, digitized_at, formed, count,
    ) = row  # fmt: skip
    return Tally(
        year=year,
        room=room,
        record_type=record_type,
        validity=Validity(validity),
        valid_until=_day(valid_until),
        is_excluded=bool(is_excluded),
        digitized_at=from_text(digitized_at),
        count=count,
        formed=formed,
        is_proven=bool(is_proven),
        is_born_digital=bool(is_born_digital),
    )


def error_row_of(row: tuple[Any, ...]) -> OpenErrorRow:
    """Read a row of `queries.OPEN_ERRORS`."""
    file_name, imported_at, sheet, row_number, cells, problems = row
    return OpenErrorRow(
        file_name=file_name,
        imported_at=instant_of(imported_at),
        sheet=sheet,
        row_number=row_number,
        cells=tuple(json.loads(cells)),
        problems=tuple(RowProblem(**problem) for problem in json.loads(problems)),
    )


def said_before_of(row: Sequence[Any]) -> SaidBefore:
    """Read a row of `queries.HISTORY`."""
    said, since, at, act, *rest = row
    return SaidBefore(json.loads(said), since, instant_of(at), Act(act), *rest)


#: The act by which a decision was made, by who made it.
ACT_OF = {
    DecidedBy.PAGES: Act.MATCH,
    DecidedBy.PERSON: Act.DECIDE,
    DecidedBy.TAKEN_BACK: Act.TAKE_BACK,
    DecidedBy.LAPSED: Act.LAPSE,
}


def decided_before_of(row: Sequence[Any]) -> SaidBefore:
    """Read a row of `queries.DECISIONS_BEFORE`."""
    record_id, at, decided_by, person, reason = row
    act = ACT_OF[DecidedBy(decided_by)]
    return SaidBefore({"record": record_id}, "", instant_of(at), act, person, reason, "", "")


def _day(stored: str | None) -> dt.date | None:
    return dt.date.fromisoformat(stored) if stored else None


def instant_of(stored: str) -> dt.datetime:
    """Read an instant that is always there."""
    return dt.datetime.fromisoformat(stored)
