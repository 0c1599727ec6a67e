"""Fields of a paper as its pages say them: each with its place, its reader and how sure it is.

What a description consists of after Decree 30/2020/NĐ-CP, annex VI, part II (input fields of a
document), and what results of administrative procedures say beside it: whose they are, and how
long they are valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.failure import N_


class FieldName(StrEnum):
    """A field that a page may say; the value stands in results, in `--json` and in layouts.

    Attributes:
        called: What a screen calls it (a message id).
    """

    called: str

    def __new__(cls, value: str, called: str) -> FieldName:
        """Make a member that is its value, with its word beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.called = called
        return member

    PARENT_BODY = "parent_body", N_("body above it")
    ISSUING_BODY = "issuing_body", N_("issuing body")
    RECORD_TYPE = "record_type", N_("type")
    NUMBER = "number", N_("number")
    PLACE = "place", N_("place")
    #: ISO 8601, as far as the page says it.
    FORMED = "formed", N_("date")
    SUBJECT = "subject", N_("subject")
    SIGNER = "signer", N_("signer")
    #: Authority and titles, a line each: `KT. CHỦ TỊCH | PHÓ CHỦ TỊCH`.
    SIGNED_AS = "signed_as", N_("signed as")
    RECIPIENTS = "recipients", N_("recipients")
    DRAFTING_ROOM = "drafting_room", N_("drafting room")
    URGENCY = "urgency", N_("urgency")
    SECRECY = "secrecy", N_("secrecy")
    OWNER = "owner", N_("owner")
    OWNER_ID = "owner_id", N_("owner's number")
    #: Of the owner, or of the place that a licence is for, as the page has it.
    ADDRESS = "address", N_("address")
    #: The street in it: `đường Yersin`.
    STREET = "street", N_("street")
    #: ISO 8601.
    VALID_UNTIL = "valid_until", N_("valid until")

    @property
    def is_date(self) -> bool:
        """True if it is a date, kept in ISO 8601."""
        return self in (FieldName.FORMED, FieldName.VALID_UNTIL)


@dataclass(frozen=True, slots=True)
class Box:
    """Where on the upright page something stands, in pixels; origin top left."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FieldRead:
    """One field as it was read.

    Attributes:
        page: Counts from 1.
        confidence: That of the least sure word of it, 0 to 100.
        reader: Who read it: the engine of the page, or `hand` for filled-in figures.
        rule: By which rule of which layout it was found: `nd30/subject`.
        choices: What else may stand there, the likeliest first.
        read_as: What was read there, where a list of the office has corrected it; else empty.
        corrected_by: Which list: the name of its file in `config/lists/`.
    """

    name: FieldName
    value: str
    page: int
    box: Box
    confidence: float
    reader: str
    rule: str
    choices: tuple[str, ...] = ()
    read_as: str = ""
    corrected_by: str = ""


@dataclass(frozen=True, slots=True)
class PaperDescription:
    """All that the pages of a paper say of it, by the layout that it has."""

    layout: str = ""
    fields: tuple[FieldRead, ...] = ()

    def of(self, name: FieldName) -> FieldRead | None:
        """Give a field; `None` if the pages do not say it."""
        return next((field for field in self.fields if field.name is name), None)

    def value(self, name: FieldName) -> str:
        """Give what a field says; empty if the pages do not say it."""
        field = self.of(name)
        return field.value if field else ""
