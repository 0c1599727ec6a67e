"""The office's own tables: its rooms, and the types of paper it has issued. Data, with dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sohoa.domain.partial_date import PartialDate
from sohoa.domain.validity_rules import RuleKind, ValidityRule
from sohoa.domain.vietnamese import fold
from sohoa.inventory.lineage import Lineage, N, Named, spaced

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=20)]

Years = Annotated[int, Field(ge=1, le=100)] | None

#: A shorter name may stand in a title by chance (`Du lịch` is part of the department's own).
_WORDS_IN_A_TITLE = 3


class Room(Named):
    """A room (phòng) of the office; rooms are merged and renamed, so each has its days."""

    code: Code


class EarlierRule(BaseModel):
    """The rule for papers of a type that were issued up to a day, by the law of that time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The last day of issue for which it holds.
    until: dt.date
    rule: RuleKind
    years: Years = None
    verified: bool = False
    basis: str = ""


class RecordType(Named):
    """A type of paper, and how its validity is found (`regulations.md`, 9.2)."""

    code: Code
    #: The letters in a document's number (`15/QĐ-SVHTTDL`), where the law or the office has any.
    abbreviation: str = ""
    #: `printed`: the date on the paper; `fixed`: so many years; `event`: ends with the event;
    #: `none`: until revoked or replaced; `review`: a person decides.
    rule: RuleKind = RuleKind.REVIEW
    #: For `fixed` (and `printed` where nothing is printed): years from issue.
    years: Years = None
    #: Whether the rule was read in the law itself; most were not yet.
    verified: bool = False
    #: The law the rule comes from.
    basis: str = ""
    #: The rules of before, the earliest first.
    earlier: tuple[EarlierRule, ...] = ()
    #: Why papers of this type are not to be digitized, where that is so for all of them.
    exclusion: str = ""
    #: The law that says so, and the days of issue for which it does.
    exclusion_basis: str = ""
    exclusion_from: dt.date | None = None
    exclusion_until: dt.date | None = None

    @model_validator(mode="after")
    def _exclusion_is_whole(self) -> RecordType:
        is_more = self.exclusion_basis or self.exclusion_from or self.exclusion_until
        if is_more and not self.exclusion:
            raise ValueError("exclusion: without a reason it has neither basis nor days")
        last = self.exclusion_until
        if self.exclusion_from and last and self.exclusion_from > last:
            raise ValueError("exclusion_from: after `exclusion_until`")
        return self

    def exclusion_of(self, formed: PartialDate | None) -> str:
        """Say why a paper of this type is not to be digitized, with the law that says so.

        Empty where no rule says it for its day of issue; of a day that is not whole, where it may
        lie outside the rule's days.
        """
        if not self.exclusion:
            return ""
        if self.exclusion_from or self.exclusion_until:
            if formed is None:
                return ""
            first = dt.date(formed.year, formed.month or 1, formed.day or 1)
            if first < (self.exclusion_from or first):
                return ""
            if formed.last_day > (self.exclusion_until or formed.last_day):
                return ""
        return (
            f"{self.exclusion} ({self.exclusion_basis})" if self.exclusion_basis else self.exclusion
        )

    def rule_of(self, formed: PartialDate) -> ValidityRule | None:
        """The rule for a paper; one whose day is not whole has the earliest that it may have.

        `None` where the table says nothing of the type: an ordinary document has no end of its own.
        """
        first = dt.date(formed.year, formed.month or 1, formed.day or 1)
        for one in self.earlier:
            if first <= one.until:
                return ValidityRule(one.rule, one.years, one.basis, one.verified)
        if "rule" not in self.model_fields_set:
            return None
        return ValidityRule(self.rule, self.years, self.basis, self.verified)


class RoomTable(BaseModel):
    """All rooms, past ones too.

    Raises:
        ValidationError: The rooms contradict one another (`Lineage`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rooms: tuple[Room, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> RoomTable:
        _ = self.lineage
        return self

    @cached_property
    def lineage(self) -> Lineage[Room]:
        """The rooms with those that took over their work."""
        return Lineage(self.rooms)

    def match(self, text: str) -> Room | None:
        """The room that a text names, by name, other name or code; `None` if it is none of ours."""
        return self.lineage.match(text)

    def find_in(self, title: str) -> Room | None:
        """The one room that a title names (`I. PHÒNG QUẢN LÝ DU LỊCH`); `None` for none or two."""
        return _only_one_in(title, self.lineage.names, marker="phong ")

    def codes(self) -> dict[str, str]:
        """Folded name, and each other name → code."""
        return _codes(self.rooms)


class RecordTypeTable(BaseModel):
    """All types of paper, past ones too.

    Raises:
        ValidationError: The types contradict one another (`Lineage`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: tuple[RecordType, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> RecordTypeTable:
        _ = self.lineage
        return self

    @cached_property
    def lineage(self) -> Lineage[RecordType]:
        """The types with those that took their place."""
        return Lineage(self.types)

    def match(self, text: str) -> RecordType | None:
        """The type that a text names; `None` if the office has none of that name."""
        return self.lineage.match(text)

    def find_in(self, title: str) -> RecordType | None:
        """The one type that a title names (`SỔ CẤP GIẤY PHÉP KARAOKE`); `None` for none or two."""
        return _only_one_in(title, self.lineage.names, marker="")

    def codes(self) -> dict[str, str]:
        """Folded name, and each other name → code."""
        return _codes(self.types)


def _codes(entries: Iterable[Named]) -> dict[str, str]:
    return {fold(name): entry.code for entry in entries for name in (*entry.aliases, entry.name)}


def _only_one_in(title: str, names: Mapping[str, N], *, marker: str) -> N | None:
    """The entry whose name stands in a title, if just one does; a longer name hides a shorter.

    After `marker` (`phòng`) a short name will do as well.
    """
    text = f" {spaced(title)} "
    found: dict[str, N] = {}
    for name, entry in names.items():
        is_long = name.count(" ") + 1 >= _WORDS_IN_A_TITLE
        if (is_long and f" {name} " in text) or (marker and f" {marker}{name} " in text):
            found[name] = entry
    longest = {
        entry.name: entry
        for name, entry in found.items()
        if not any(name != other and f" {name} " in f" {other} " for other in found)
    }
    return next(iter(longest.values())) if len(longest) == 1 else None
