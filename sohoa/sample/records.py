"""The cases behind the papers: who was given what, when, under which number, and does it hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from sohoa.domain.identifiers import number_key
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord, Validity
from sohoa.sample import names
from sohoa.sample.chance import Chance
from sohoa.sample.kinds import KINDS, Effect, Kind

#: The day the made-up office last brought its register up to date.
COUNTED_ON = dt.date(2023, 12, 31)

_SPORTS = ("Thể dục thể hình", "Bơi, lặn", "Yoga", "Quần vợt", "Cầu lông", "Võ cổ truyền", "Bida")
_EVENTS = (
    "Giai điệu quê hương", "Xuân về trên đất Thủ", "Khúc hát sông quê", "Mùa thu tình yêu",
    "Bài ca người thợ", "Đêm hội trăng rằm", "Hát mãi khúc quân hành", "Sắc màu miền Đông",
)  # fmt: skip
_RELICS = (
    "đình Phú Cường", "chùa Hội Khánh", "nhà cổ Trần Công Vàng", "đình Tân An",
    "miếu Bà Thiên Hậu", "đình Bà Lụa", "lò lu Đại Hưng", "đình Dĩ An",
)  # fmt: skip
#: Without a reason the paper is to be digitized; most have none.
_EXCLUSIONS = ("Bản sao không có chứng thực", "Đã có bản điện tử")


@dataclass(frozen=True, slots=True)
class Case:
    """One result: its kind, what the paper tells of it, and its row of the register."""

    kind: Kind
    day: dt.date
    facts: dict[str, str]
    entry: RegisterRecord

    @property
    def number(self) -> str:
        """The number alone, as the clerk wrote it: `05`."""
        return self.entry.number.partition("/")[0]


@dataclass(slots=True)
class CaseBook:
    """Invents cases, and never gives a number twice within a symbol and a year."""

    seed: int
    _taken: set[tuple[str, int]] = field(default_factory=set)
    _opened: int = 0

    def open_case(self, kind: Kind, *, year: int) -> Case:
        """Invent the next case. The same calls in the same order give the same cases."""
        self._opened += 1
        chance = Chance(self.seed, "case", self._opened)
        last_day = (dt.date(year, 12, 31) - dt.date(year, 1, 1)).days
        day = dt.date(year, 1, 1) + dt.timedelta(days=chance.integer(0, last_day))
        facts = _invent_facts(chance, day=day)
        entry = RegisterRecord(
            room=kind.room,
            record_type=kind.record_type,
            number=self._number(kind, day, chance),
            formed=PartialDate(day.year, day.month, day.day),
            subject=kind.subject.format_map(facts),
            owner=kind.owner.format_map(facts),
            location=f"Hộp {chance.integer(1, 60):02d}, kệ {chance.pick('ABCD')}",
            sheets=chance.integer(1, 4),
        )
        return Case(kind, day, facts, _with_validity(entry, kind, day, chance))

    def _number(self, kind: Kind, day: dt.date, chance: Chance) -> str:
        """Numbers rise through the year, as in a real register; below ten they have a zero."""
        rate = 2.6 if not kind.letters else 0.7
        number = max(1, round(day.timetuple().tm_yday * rate) + chance.integer(-4, 4))
        symbol = kind.symbol(day.year)
        while (number_key(f"{number}/{symbol}"), day.year) in self._taken:
            number += 1
        self._taken.add((number_key(f"{number}/{symbol}"), day.year))
        return f"{number:02d}/{symbol}"


def decree_date(day: dt.date) -> tuple[str, str, str]:
    """Day, month and year as papers write them: a zero before days below 10 and months 1 and 2.

    Decree 30/2020, annex I, part II, ô số 4.

    >>> decree_date(dt.date(2021, 2, 5)), decree_date(dt.date(2021, 3, 15))
    (('05', '02', '2021'), ('15', '3', '2021'))
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 - the decree's
    return f"{day.day:02d}", month, str(day.year)


def random_kind(chance: Chance, *, year: int, lasting: bool = False) -> Kind:
    """Any kind the law knew in that year; on wish none that ends with an event."""
    known = [kind for kind in KINDS if kind.since <= year]
    return chance.pick([kind for kind in known if not (lasting and kind.effect is Effect.EVENT)])


def in_force(case: Case) -> Case:
    """The same case, known to be in force without an end: what an office digitizes first."""
    entry = replace(case.entry, validity=Validity.IN_FORCE, valid_until=None, exclusion="")
    return replace(case, entry=entry)


def _invent_facts(chance: Chance, *, day: dt.date) -> dict[str, str]:
    begins = day + dt.timedelta(days=chance.integer(5, 40))
    asked = day - dt.timedelta(days=chance.integer(3, 20))
    return {
        "brand": names.brand(chance),
        "person": names.person(chance),
        "address": names.address(chance, year=day.year),
        "venue": names.venue(chance),
        "sport": chance.pick(_SPORTS),
        "event": chance.pick(_EVENTS),
        "relic": chance.pick(_RELICS),
        "stars": str(chance.integer(1, 2)),
        "rooms": str(chance.integer(5, 48)),
        "business_number": names.business_number(chance),
        "phone": f"0274 3{chance.integer(100, 999)} {chance.integer(100, 999)}",
        "begins": f"{begins:%d/%m/%Y}",
        "asked": "{} tháng {} năm {}".format(*decree_date(asked)),
    }


def _with_validity(
    entry: RegisterRecord, kind: Kind, day: dt.date, chance: Chance
) -> RegisterRecord:
    """Choose the validity the clerk noted: most results that have no end are still in force."""
    if kind.effect is Effect.EVENT:
        return replace(entry, validity=Validity.USED)
    until = day.replace(year=day.year + 5, day=min(day.day, 28))
    if kind.effect is Effect.FIVE_YEARS:
        state = Validity.IN_FORCE if until > COUNTED_ON else Validity.EXPIRED
        return replace(entry, validity=state, valid_until=until)
    likely = [Validity.IN_FORCE] * 12 + [Validity.REPLACED, Validity.REVOKED, Validity.UNKNOWN]
    exclusion = chance.pick(_EXCLUSIONS) if chance.often(0.04) else ""
    return replace(entry, validity=chance.pick(likely), exclusion=exclusion)
