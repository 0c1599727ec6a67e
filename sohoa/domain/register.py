"""The paper register: one row per paper record, and whether the paper is still in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from sohoa.domain.identifiers import number_key
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.vietnamese import fold, squeeze


class Validity(StrEnum):
    """Validity of a result of an administrative procedure.

    Only `IN_FORCE` enters the plan's denominator (Circular 01/2023/TT-VPCP, article 4);
    what `UNKNOWN` counts as is a stated rule of `phases.yaml`, never an assumption.
    """

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    USED = "used"
    UNKNOWN = "unknown"


class RowOutcome(StrEnum):
    """Outcome of one row of a register file. Every row read has exactly one."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    ERROR = "error"
    CORRECTED = "corrected"
    SUBTOTAL = "subtotal"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """The reason why a row was not accepted: its column, what stands there, what was expected."""

    column: str
    value: str
    expected: str


@dataclass(frozen=True, slots=True)
class RowDifference(RowProblem):
    """A difference from the paper that is held: field, new value, value that is held."""


@lru_cache(maxsize=1 << 17)
def _key_of(number: str, formed: PartialDate, *said: str) -> str:
    """Asked of each row several times."""
    return "\n".join((number_key(number), formed.iso, *(fold(squeeze(one)) for one in said)))


#: What a second row of the same paper may say differently: facts, not its identity.
FACTS = ("validity", "valid_until", "exclusion", "sheets", "location", "owner_id")


def fact_text(value: object) -> str:
    """A fact as it is kept with a row: a day in ISO 8601, a state by its value, or empty."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class RegisterRecord:
    """One paper record as the register describes it.

    `exclusion` is why the paper is not to be digitized though it may be in force (secret,
    photocopy, already electronic …); such a record stays in the inventory. `owner_id` is what is
    kept of the owner's numbers (`owner_numbers.as_kept`), never a number.
    """

    room: str
    record_type: str
    number: str
    formed: PartialDate
    subject: str = ""
    owner: str = ""
    location: str = ""
    sheets: int | None = None
    validity: Validity = Validity.UNKNOWN
    valid_until: dt.date | None = None
    exclusion: str = ""
    owner_id: str = ""

    @property
    def key(self) -> str:
        """What two rows say alike that are the same paper without any question.

        Room, type, number, date, owner and subject, folded: the same row typed twice with another
        case or spacing is one paper. Validity, place and sheets are facts about it.
        """
        return _key_of(
            self.number, self.formed, self.room, self.record_type, self.owner, self.subject
        )

    def differences_from(self, held: RegisterRecord) -> tuple[RowDifference, ...]:
        """The facts that this row states otherwise than the row or record that is held."""
        return tuple(
            RowDifference(name, fact_text(said), fact_text(kept))
            for name in FACTS
            if (said := getattr(self, name)) != (kept := getattr(held, name))
        )


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row that was read: where it stood, what became of it, and its cells as text.

    `origin` is set on a row of a corrected error sheet: the import and row it replaces, as
    `<first 12 hex digits of the file's SHA-256>:<sheet>:<row>`. `is_confirmed`: a person has said
    there that the row is meant as it stands; `meant` is the paper's id, if they named one. `room`
    is the room that the row names, whatever else is wrong with it. `exported_at` is set on a row of
    an exported sheet of papers: the last act that the sheet knows of; `is_insisted`: they have said
    of such a row that it goes before what others said since.
    """

    sheet: str
    row_number: int
    outcome: RowOutcome
    cells: tuple[str, ...]
    record: RegisterRecord | None = None
    problems: tuple[RowProblem, ...] = ()
    origin: str = ""
    is_confirmed: bool = False
    meant: str = ""
    room: str = ""
    exported_at: int = 0
    is_insisted: bool = False


@dataclass(frozen=True, slots=True)
class RowUpdate:
    """A row that says something new of a known paper: what it is now, and what it was."""

    sheet: str
    row_number: int
    record_id: str
    differences: tuple[RowDifference, ...]


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A paper of a room whose register claims to be complete and does not name it."""

    record_id: str
    number: str
    formed: str
    subject: str


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """All that was read from one register file.

    Attributes:
        file_name: Name of the file, without its folder.
        sha256: Digest of the file's bytes; the same file twice changes nothing.
        columns: Field name → heading as it stands in the file, for each recognized column.
        unused: Headings that no field takes; shown, never dropped in silence.
        headings: The heading row of the first sheet, column by column, as it stands.
        legacy_encoding: `TCVN3`, `VNI` or empty: which old encoding was converted.
        rows: Every row below the heading that holds anything, in file order. An accepted
            row may still turn out a duplicate of a record the catalogue already holds.
    """

    file_name: str
    sha256: str
    columns: dict[str, str]
    unused: tuple[str, ...]
    legacy_encoding: str
    rows: tuple[RegisterRow, ...] = field(default=())
    headings: tuple[str, ...] = ()

    @property
    def is_of_papers(self) -> bool:
        """True of a sheet of papers that was exported and changed: its rows name their papers."""
        return any(row.meant and not row.origin for row in self.rows)
