"""What is said of a paper of the register: its attributes, as facts keep them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord, Validity, fact_text


class Listing(StrEnum):
    """Whether a paper is in the inventory."""

    LISTED = "listed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


#: What the paper bears: to say it otherwise is to correct it, true ever since.
BORNE = ("number", "formed", "record_type", "subject", "owner", "owner_id", "sheets")
#: What may change while the paper lasts: true from a day.
CHANGING = ("room", "location", "validity", "valid_until", "exclusion")
#: All that a register or a person says of a paper.
ATTRIBUTES = (*BORNE, *CHANGING)
#: Whether it is in the inventory, and which paper it is if it is another one.
LISTING, MERGED_INTO = "listing", "merged_into"


def said_of(record: RegisterRecord) -> dict[str, str]:
    """Give a record's attributes as facts keep them."""
    values = {name: fact_text(getattr(record, name)) for name in ATTRIBUTES if name != "formed"}
    return values | {"formed": record.formed.iso}


def record_of(state: Mapping[str, str]) -> RegisterRecord:
    """Make the record of a paper's attributes.

    Raises:
        ValueError: A value is none of its attribute.
    """
    texts = {name: state.get(name, "") for name in ATTRIBUTES}
    until, sheets = texts.pop("valid_until"), texts.pop("sheets")
    return RegisterRecord(
        formed=PartialDate.parse(texts.pop("formed")),
        validity=Validity(texts.pop("validity") or Validity.UNKNOWN),
        valid_until=dt.date.fromisoformat(until) if until else None,
        sheets=int(sheets) if sheets else None,
        **texts,
    )


#: Column of a register -> the attribute it gives, where they are not called the same.
_GIVEN_BY = {
    "notation": "number",
    "date": "formed",
    "year": "formed",
    "box": "location",
    "shelf": "location",
    "in_force_tick": "validity",
    "expired_tick": "validity",
    "citizen_id": "owner_id",
    "card_id": "owner_id",
    "person_id": "owner_id",
    "business_id": "owner_id",
    "passport_id": "owner_id",
}
#: The columns of a register that give an owner's numbers.
NAMES_OF_OWNER_NUMBERS = frozenset(
    {"owner_id", *(name for name, given in _GIVEN_BY.items() if given == "owner_id")}
)


def attributes_given(columns: Iterable[str]) -> frozenset[str]:
    """Give the attributes that a file with these columns speaks of."""
    return frozenset(_GIVEN_BY.get(name, name) for name in columns)


def is_silent(name: str, value: str, clearing: Collection[str]) -> bool:
    """Say whether a row says nothing of an attribute, so that it contradicts nothing.

    In a register an empty cell says nothing; of the attributes that it clears (`clearing`), it
    says that the paper has none.
    """
    is_empty = not value or (name == "validity" and value == Validity.UNKNOWN.value)
    return is_empty and name not in clearing
