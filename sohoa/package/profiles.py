"""Export profiles: fields with their names, lengths and tables, and which of them are required.

What a field holds is taken from the one description; no value is cut or made up to fit: what does
not fit is told. The rules themselves are in `sohoa.package.rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from sohoa.domain.archival_description import DocumentDescription, FileUnitDescription
from sohoa.domain.partial_date import PartialDate

D = TypeVar("D", FileUnitDescription, DocumentDescription)


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    #: `DD/MM/YYYY`, `MM/YYYY` or `YYYY`: as far as it is known.
    DATE = "date"
    CODE = "code"
    #: One code or several, with `;` between them.
    CODES = "codes"


class Trouble(StrEnum):
    """Why a value cannot be exported."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    NOT_IN_TABLE = "not-in-table"
    NOT_A_DATE = "not-a-date"
    NOT_A_NUMBER = "not-a-number"
    #: The page bears a mark of secrecy, and the mode of use says that it is not secret.
    SECRET = "secret-mark"  # noqa: S105 - a word, no password


@dataclass(frozen=True, eq=False)
class Field(Generic[D]):
    """One field of a rule.

    Attributes:
        name: As files name it.
        label: As the rule calls it, in Vietnamese.
        length: The most letters or figures; `None`: not limited.
        table: The codes it may be.
        needed: Whether it must be filled, seeing all values of the description.
    """

    name: str
    label: str
    give: Callable[[D], str]
    length: int | None = None
    kind: Kind = Kind.TEXT
    table: Mapping[str, str] | None = None
    needed: Callable[[Mapping[str, str]], bool] = lambda _values: False

    def trouble(self, values: Mapping[str, str]) -> Trouble | None:
        """Say why its value cannot be exported; `None` where it can."""
        value = values[self.name]
        if not value:
            return Trouble.MISSING if self.needed(values) else None
        if self.length is not None and len(value) > self.length:
            return Trouble.TOO_LONG
        if self.table is not None:
            said = value.split(";") if self.kind is Kind.CODES else [value]
            return None if set(said) <= set(self.table) else Trouble.NOT_IN_TABLE
        if self.kind is Kind.NUMBER and not (value.isascii() and value.isdecimal()):
            return Trouble.NOT_A_NUMBER
        return Trouble.NOT_A_DATE if self.kind is Kind.DATE and not _is_date(value) else None


@dataclass(frozen=True, slots=True)
class FieldTrouble:
    """A value that cannot be exported; what it is stands in no log.

    Attributes:
        item: The file unit or document, by its code.
    """

    item: str
    field: str
    label: str
    trouble: Trouble
    length: int | None


@dataclass(frozen=True, slots=True)
class Profile(Generic[D]):
    """The fields by which one rule describes one kind of thing, in the rule's order."""

    fields: tuple[Field[D], ...]

    def values(self, description: D) -> dict[str, str]:
        """Give a description by the names of the rule; what is not known is empty."""
        return {field.name: field.give(description) for field in self.fields}

    def troubles(self, values: Mapping[str, str], *, item: str) -> tuple[FieldTrouble, ...]:
        """List what cannot be exported as it is."""
        return tuple(
            FieldTrouble(item, field.name, field.label, found, field.length)
            for field in self.fields
            if (found := field.trouble(values))
        )


def always(_values: Mapping[str, str]) -> bool:
    """Say that a field is required."""
    return True


def if_any(field: str, *codes: str) -> Callable[[Mapping[str, str]], bool]:
    """Say that a field is required where another has one of some codes."""
    return lambda values: values[field] in codes


def number_text(number: int | None) -> str:
    """Write a count; empty where nobody has counted."""
    return "" if number is None else str(number)


def date_text(date: PartialDate | None) -> str:
    """Write a date as far as it is known; no day is invented."""
    return "" if date is None else str(date)


def _is_date(text: str) -> bool:
    try:
        return date_text(PartialDate.parse(text)) == text
    except ValueError:
        return False
