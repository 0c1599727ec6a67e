"""Columns of the sample's sheet: what the catalogue says, what is filled in, what stays hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.failure import N_
from sohoa.language import _

#: Stands in the key row over the documents' column; its number changes with what a row holds.
FORMAT = "sohoa-sample/1"
#: What stands in the documents' column beside the headings, and beside what is said of all rows.
HEADING_ROW, PERSON_ROW, DAY_ROW = "heading", "person", "day"
#: The hidden sheet: what stands in its first column.
ORIGIN, STRATUM, DRAWN, CHOICE, CHECK = "origin", "stratum", "drawn", "choice", "check"
HIDDEN_SHEET = "sohoa"


class Outcome(StrEnum):
    """What comparing paper and file came to; the value stands in the sheet and in `--json`."""

    MATCHES = "matches"
    DIFFERS = "differs"
    #: The paper cannot be found: nothing proves the record, and it counts as an error.
    NOT_FOUND = "not-found"

    @property
    def is_error(self) -> bool:
        """Say whether the record counts as one in error."""
        return self is not Outcome.MATCHES


class Field(StrEnum):
    """What is compared; the value names the column, and stands in `--json`."""

    NUMBER = "number"
    DATE = "date"
    TYPE = "type"
    PAGES = "pages"
    LEGIBLE = "legible"
    SIGNATURE = "signature"
    SHELF = "shelf"
    OTHER = "other"


class Key(StrEnum):
    """A column by its key; those of `Field` have theirs."""

    PLACE = "place"
    BOX = "box"
    ON_SHELF = "on-shelf"
    ROOM = "room"
    PATH = "path"
    FILE = "file"
    ORDINAL = "ordinal"
    SAID_NUMBER = "said-number"
    SAID_DATE = "said-date"
    SAID_TYPE = "said-type"
    NOTE = "note"
    OUTCOME = "outcome"
    REMARK = "remark"
    PERSON = "person"
    DAY = "day"
    #: From here on hidden.
    DOCUMENT = "document"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class SampleColumn:
    """A column; `heading` is a message id, `width` in letters of the sheet's font.

    Attributes:
        is_shown: It says what the catalogue says, and is part of the row's check value.
        is_asked: A person fills it in.
    """

    key: Key | Field
    heading: str = ""
    width: float = 0
    is_shown: bool = False
    is_asked: bool = False

    @property
    def name(self) -> str:
        """What the key row says of it."""
        return FORMAT if self.key is Key.DOCUMENT else self.key.value

    @property
    def is_hidden(self) -> bool:
        """Say whether it is for the program alone."""
        return not self.heading


#: What is compared, and the heading of its column (a message id).
FIELDS = {
    Field.NUMBER: N_("Number"),
    Field.DATE: N_("Date"),
    Field.TYPE: N_("Type"),
    Field.PAGES: N_("All pages there"),
    Field.LEGIBLE: N_("Legible"),
    Field.SIGNATURE: N_("Signature, seal"),
    Field.SHELF: N_("Place on the shelf"),
    Field.OTHER: N_("Other"),
}
_FIELD_WIDTH = 9.5
COLUMNS: Sequence[SampleColumn] = (
    SampleColumn(Key.PLACE, N_("No."), 5),
    SampleColumn(Key.ROOM, N_("Room"), 16, is_shown=True),
    SampleColumn(Key.BOX, N_("Box"), 12, is_shown=True),
    SampleColumn(Key.ON_SHELF, N_("Place on the shelf"), 16, is_shown=True),
    SampleColumn(Key.FILE, N_("File code"), 22, is_shown=True),
    SampleColumn(Key.ORDINAL, N_("Ordinal"), 7, is_shown=True),
    SampleColumn(Key.PATH, N_("File in data/archive; id"), 34, is_shown=True),
    SampleColumn(Key.SAID_NUMBER, N_("Catalogue: number"), 20, is_shown=True),
    SampleColumn(Key.SAID_DATE, N_("Catalogue: date"), 11, is_shown=True),
    SampleColumn(Key.SAID_TYPE, N_("Catalogue: type"), 15, is_shown=True),
    SampleColumn(Key.NOTE, N_("Note"), 14),
    SampleColumn(Key.OUTCOME, N_("RESULT (choose)"), 16, is_asked=True),
    *(SampleColumn(field, heading, _FIELD_WIDTH, is_asked=True)
      for field, heading in FIELDS.items()),
    SampleColumn(Key.REMARK, N_("Remark"), 28, is_asked=True),
    SampleColumn(Key.PERSON, N_("Who compared (if another)"), 16, is_asked=True),
    SampleColumn(Key.DAY, N_("Day (if another)"), 12, is_asked=True),
    SampleColumn(Key.DOCUMENT),
    SampleColumn(Key.CHECK),
)  # fmt: skip
SHOWN = tuple(column.name for column in COLUMNS if column.is_shown)
ASKED = tuple(column.name for column in COLUMNS if column.is_asked)


def outcome_words() -> dict[Outcome, str]:
    """What a person chooses as the result, in the language in force; no comma, no quotes."""
    return {
        Outcome.MATCHES: _("All the same"),
        Outcome.DIFFERS: _("Differs"),
        Outcome.NOT_FOUND: _("Paper not found"),
    }


def field_words() -> dict[bool, str]:
    """What a person chooses for a field: `True` where paper and file differ in it."""
    return {False: _("same"), True: _("differs")}
