"""What speaks for a scan being of a paper, and what against it, witness by witness."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.register import RegisterRecord


class Witness(StrEnum):
    """What is compared; the value stands in `weights.toml`."""

    NUMBER = "number"
    SYMBOL = "symbol"
    DATE = "date"
    TYPE = "type"
    SUBJECT = "subject"
    OWNER = "owner"
    SHEETS = "sheets"
    BOX = "box"
    LIST = "list"
    ORDER = "order"


class Level(StrEnum):
    """How far a scan and a paper agree by one witness; the value stands in `weights.toml`.

    `SAME`, `PART`, `OTHER` and `SILENT` are any witness's. Of a number or a date whose reading a
    finding doubts the levels are `UNSURE_…`: what it seems to say contradicts nothing.
    """

    SAME = "same"
    #: The same, but in what many papers of the register say as well.
    USUAL = "usual"
    #: The same as far as the row goes, which breaks off: what it leaves out may be another's.
    BEGIN = "begin"
    #: As far as both say it: a year alone, a symbol without its last part, half of the words.
    PART = "part"
    PART_USUAL = "part_usual"
    UNSURE_SAME = "unsure_same"
    #: The same, but the reading is doubted, and a number that it may be has no row.
    UNSURE_GAP = "unsure_gap"
    #: The reading is doubted, and what another reader saw is the same.
    CHOICE = "choice"
    #: The reading is not doubted, but what another reader saw is the same.
    SECOND = "second"
    #: Not the same, but one slip away, and the reading is doubted.
    UNSURE_SLIP = "unsure_slip"
    #: Words are exchanged for others, as another's name is.
    CHANGED = "changed"
    #: Not the same, and one slip away.
    SLIP = "slip"
    OTHER = "other"
    SILENT = "silent"


#: Witnesses that say which paper it is: where one of them says another, no weight outvotes it.
_TELLING = frozenset({Witness.NUMBER, Witness.SYMBOL, Witness.DATE, Witness.TYPE, Witness.LIST})
#: Of words: those that few papers have, and those of another paper.
_RARE_WORDS = frozenset({Level.SAME, Level.PART})
_ANOTHERS = frozenset({Level.CHANGED, Level.OTHER})


@dataclass(frozen=True, slots=True)
class Compared:
    """One witness: how far scan and paper agree, what each says, and what that weighs.

    Attributes:
        seen, held: What the page (for `LIST` and `BOX`: list and box) says, and what the register.
        bits: Binary logarithm of how many times likelier this is if it is the paper than if it is
            one beside it.
    """

    witness: Witness
    level: Level
    seen: str = ""
    held: str = ""
    bits: float = 0.0

    @property
    def contradicts(self) -> bool:
        """Say whether the witness names another paper.

        An owner does where the page itself says whose it is: a decision may stand in a register
        once for each whom it is for.
        """
        is_telling = self.witness in _TELLING or (self.witness is Witness.OWNER and self.seen)
        return bool(is_telling) and self.level in {Level.SECOND, Level.SLIP, Level.OTHER}


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks for and against one pair of scan and paper."""

    document_id: str
    record_id: str
    record: RegisterRecord
    compared: tuple[Compared, ...]
    bits: float

    def by(self, witness: Witness) -> Compared:
        """Give what one witness says."""
        return next(one for one in self.compared if one.witness is witness)

    @property
    def is_named(self) -> bool:
        """Say whether number or list names this paper: without, all else may be another's."""
        named = {Level.SAME, Level.UNSURE_SAME, Level.CHOICE}
        return self.by(Witness.NUMBER).level in named or self.by(Witness.LIST).level is Level.SAME

    @property
    def is_pointed_to(self) -> bool:
        """Say whether list or number name this paper: read for sure, or beside rare words.

        Without, the order in the box counts for nothing: it agrees with the next paper as well.
        """
        number, subject = self.by(Witness.NUMBER).level, self.by(Witness.SUBJECT).level
        if number is Level.SAME or self.by(Witness.LIST).level is Level.SAME:
            return True
        return number is Level.UNSURE_SAME and subject in _RARE_WORDS | {Level.BEGIN}

    @property
    def bits_to_accept(self) -> float:
        """What it weighs where it has to be enough for accepting it."""
        return self.bits if self.is_pointed_to else self.bits - self.by(Witness.ORDER).bits

    @property
    def is_vouched_for(self) -> bool:
        """Say whether more than the number speaks for it: the same number is given again.

        Numbers begin anew each year, so the year at least must be read, and in each series, so
        that without the whole symbol on both sides rare words must agree. With it the day is
        enough, or any words, or where the number is read for sure its very place in the box; words
        that are another's are not outvoted.
        """
        date, subject = self.by(Witness.DATE).level, self.by(Witness.SUBJECT).level
        if date is Level.SILENT or subject in _ANOTHERS:
            return False
        if date is Level.UNSURE_SLIP or self.by(Witness.SYMBOL).level is not Level.SAME:
            return subject in _RARE_WORDS
        if date is not Level.PART or subject is not Level.SILENT:
            return True
        is_read = self.by(Witness.NUMBER).level is Level.SAME
        return is_read and self.by(Witness.ORDER).level is Level.SAME

    @property
    def is_contradicted(self) -> bool:
        """Say whether any witness names another paper."""
        return any(one.contradicts for one in self.compared)

    @property
    def has_its_words(self) -> bool:
        """Say whether page and row say the same, whole, in words that few papers have."""
        return Level.SAME in {self.by(Witness.SUBJECT).level, self.by(Witness.OWNER).level}

    @property
    def is_beside(self) -> bool:
        """Say whether it is of the same symbol and day, as far as both say it."""
        is_of_day = self.by(Witness.DATE).level in {Level.SAME, Level.UNSURE_SAME, Level.PART}
        return is_of_day and self.by(Witness.SYMBOL).level is Level.SAME

    @property
    def is_beside_if_read(self) -> bool:
        """Say whether neither its symbol nor its day is another, where they were read."""
        against = {one.witness for one in self.compared if one.contradicts}
        return not against & {Witness.SYMBOL, Witness.DATE}

    @property
    def has_anothers_words(self) -> bool:
        """Say whether the row's words are those of another paper."""
        return self.by(Witness.SUBJECT).level in _ANOTHERS

    @property
    def is_it_if_misread(self) -> bool:
        """Say whether nothing speaks against it but one figure, which readers take for its own."""
        number = self.by(Witness.NUMBER).level
        against = {one.witness for one in self.compared if one.contradicts}
        is_misread = number in {Level.SLIP, Level.SECOND, Level.CHOICE, Level.UNSURE_SLIP}
        return is_misread and against <= {Witness.NUMBER} and not self.has_anothers_words
