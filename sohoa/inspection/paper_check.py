"""Compares the register as it stands today with what was recorded of each paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sohoa.domain.identifiers import joined_number, number_key
from sohoa.domain.paper_identity import plain
from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.recorded import Recorded, beside

_NAMES = (
    "record_id", "number", "formed", "year", "record_type", "subject", "owner", "owner_id",
    "sheets", "room", "location", "validity", "valid_until", "exclusion", "listing", "merged_into",
    "number_key", "number_joined", "owner_key",
)  # fmt: skip
_PAPERS = f"""SELECT {", ".join(_NAMES)} FROM register_records
    WHERE record_id > :after ORDER BY record_id"""  # noqa: S608 - our own names
#: What may be a person's name or words is compared, and not told.
_UNTOLD = frozenset({"number", "subject", "owner", "owner_id", "location", "exclusion"})
#: Of which the row has what was said, or nothing.
_NO_WORDS = dict.fromkeys(
    ("number", "record_type", "subject", "owner", "owner_id", "room", "location", "exclusion",
     "listing", "merged_into"), "",
)  # fmt: skip
#: What one of the databases keeps in the place of a sign that it cannot.
_LOST = "\ufffd"
_LISTED, _UNKNOWN = "listed", "unknown"
_YEAR = len("2023")

#: What kept counts tell papers by: year, room, type, validity, last day, excluded or not.
Alike = tuple[int, str, str, str, str, bool]


@dataclass(slots=True)
class PaperCheck:
    """Goes through the register once.

    `listed` are the papers that count, as recorded, by what they are alike in.
    """

    door: InspectionDoor
    listed: dict[str, Alike] = field(default_factory=dict)

    def differences(self) -> Iterator[Difference]:
        """Give the papers of which the register says otherwise than was recorded."""
        for rows, known in beside(self.door, "paper", _PAPERS):
            left = dict(known)
            for row in rows:
                stands = dict(zip(_NAMES, row, strict=True))
                record = str(stands["record_id"])
                one = left.pop(record, None)
                if one is None:
                    yield Difference("paper-added", record)
                    continue
                yield from self._compare(record, stands, one)
            for record, one in left.items():
                self._count(record, _row_of(one))
                yield Difference("paper-missing", record, {"since": one.since})

    def _compare(self, record: str, stands: dict[str, Any], one: Recorded) -> Iterator[Difference]:
        wanted = _row_of(one)
        yield from _keys(record, stands)
        if wanted is None:
            yield Difference("paper-unformed", record)
            return
        if wanted.items() <= stands.items():
            self._count(record, wanted)
            return
        for name, value in wanted.items():
            if stands[name] != value:
                yield Difference("paper-says", record, _told(name, value, stands[name], one))
        self._count(record, wanted)

    def _count(self, record: str, wanted: Mapping[str, Any] | None) -> None:
        if wanted is not None and wanted["listing"] == _LISTED:
            self.listed[record] = (
                wanted["year"], wanted["room"], wanted["record_type"], wanted["validity"],
                wanted["valid_until"] or "", bool(wanted["exclusion"]),
            )  # fmt: skip


def _row_of(one: Recorded) -> Mapping[str, Any] | None:
    """The row that follows from what was recorded; `None` where that is no paper."""
    formed, sheets = one.of("formed"), one.of("sheets")
    if not formed[:_YEAR].isdecimal() or (sheets and not sheets.isdecimal()):
        return None
    return {
        **_NO_WORDS,
        **{name: word for name, word in one.said.items() if name in _NO_WORDS},
        "formed": formed,
        "year": int(formed[:_YEAR]),
        "sheets": int(sheets) if sheets else None,
        "validity": one.of("validity") or _UNKNOWN,
        "valid_until": one.of("valid_until") or None,
    }


def _keys(record: str, stands: Mapping[str, Any]) -> Iterator[Difference]:
    """Compare the keys by which a paper is found with what its row says: they follow from it."""
    number, owner = str(stands["number"]), str(stands["owner"])
    keys = stands["number_key"], stands["number_joined"]
    if _LOST not in number and keys != (number_key(number), joined_number(number)):
        yield Difference("paper-keys", record, {"what": "number_key"})
    if _LOST not in owner and stands["owner_key"] != plain(owner):
        yield Difference("paper-keys", record, {"what": "owner_key"})


def _told(name: str, recorded: object, stands: object, one: Recorded) -> dict[str, str | int]:
    is_told = name not in _UNTOLD
    return {
        "what": name,
        "recorded": shown(recorded) if is_told else "…",
        "stands": shown(stands) if is_told else "…",
        "since": one.since,
    }


def shown(value: object) -> str:
    """Show a value, or that there is none."""
    return "–" if value in (None, "") else str(value)
