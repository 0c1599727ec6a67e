"""Compare a scan with a paper of the register, witness by witness."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Levenshtein

from sohoa.domain.facts import agree, same_type
from sohoa.domain.identifiers import names_box
from sohoa.domain.paper_number import NumberParts, parts_of, same_number, same_symbol
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.record_types import known_type
from sohoa.domain.register import RegisterRecord
from sohoa.matching.blocking import is_misread_as
from sohoa.matching.evidence import Compared, Evidence, Level, Witness
from sohoa.matching.seen_paper import SeenPaper
from sohoa.matching.weights import Weights
from sohoa.matching.words import WordCounts, is_misread, named_words, pairs_of, written_out

#: So much of what a row's words tell must stand on the page to be the same, or a part.
_SAME, _PART = 0.88, 0.5
#: And so much of what the page's words tell in the row, up to where that breaks off.
_WHOLE = 0.75
#: Words with so much of their letters alike are the same, misread.
_SPELT_ALIKE = 0.6
#: From so many bits on words that stand in others' place are another's name, and no other wording.
_ANOTHERS = 4.0
#: What is the same in words that many papers of the register have.
_AS_MANY = {
    Level.SAME: Level.USUAL,
    Level.BEGIN: Level.USUAL,
    Level.PART: Level.PART_USUAL,
}
#: And so much of what an owner's name tells.
_NAMED = 0.8

_Says = tuple[Level, str, str]


@dataclass(frozen=True)
class Comparing:
    """Compares scans with the papers of a register, by the weights and the words of it."""

    weights: Weights
    counts: WordCounts

    def evidence(self, seen: SeenPaper, record_id: str, record: RegisterRecord) -> Evidence | None:
        """Weigh one pair; `None` if so much speaks against it that no word of it helps."""
        first = [
            self._compared(witness, rule(seen, record_id, record))
            for witness, rule in _QUICK.items()
        ]
        floors = self.weights.floors
        bits = floors.known + sum(one.bits for one in first)
        if bits + self.weights.most((Witness.SUBJECT, Witness.OWNER)) < floors.plausible:
            return None
        first.append(self._compared(Witness.SUBJECT, self._subject(seen, record)))
        first.append(self._compared(Witness.OWNER, self._owner(seen, record)))
        bits += first[-1].bits + first[-2].bits
        first.append(Compared(Witness.ORDER, Level.SILENT))  # the box says it: `matching.order`
        return Evidence(seen.document_id, record_id, record, tuple(first), bits)

    def _compared(self, witness: Witness, says: _Says) -> Compared:
        level, seen, held = says
        return Compared(witness, level, seen, held, self.weights.bits(witness, level))

    def _subject(self, seen: SeenPaper, record: RegisterRecord) -> _Says:
        """How much of what the row's words tell the page says of itself, and how rare it is."""
        held = named_words(record.subject)
        if not held or not seen.subject_words:
            return Level.SILENT, seen.subject, record.subject
        held = written_out(held, seen.subject_words)
        return self._subject_level(held, seen), seen.subject, record.subject

    def _subject_level(self, held: tuple[str, ...], seen: SeenPaper) -> Level:
        share = self._share(held, frozenset(seen.subject_words), beside=seen.page_words)
        if share < _PART:
            return Level.OTHER
        if self._exchanged(held, seen.subject_words) >= _ANOTHERS:
            return Level.CHANGED
        pairs = frozenset(pairs_of(seen.subject_words))
        rarest = max((self.counts.bits(one) for one in pairs_of(held) if one in pairs), default=0.0)
        level = self._how_whole(held, seen) if share >= _SAME else Level.PART
        return level if rarest >= self.counts.rare else _AS_MANY[level]

    def _how_whole(self, held: tuple[str, ...], seen: SeenPaper) -> Level:
        """Of a row whose words all stand on the page: whether it says as much, or breaks off."""
        words, said = frozenset(held), tuple(dict.fromkeys(seen.subject_words))
        if self._share(said, words) >= _PART and not self._breaks_off(held, seen.subject_words):
            return Level.SAME
        begins = self._share(seen.subject_words[: len(held)], words) >= _WHOLE
        return Level.BEGIN if begins else Level.PART

    def _breaks_off(self, held: tuple[str, ...], said: tuple[str, ...]) -> bool:
        """Say whether the page goes on behind the row's last word, with words that tell a name."""
        last = Levenshtein.opcodes(held, said)[-1]
        rest = said[last.dest_start : last.dest_end] if last.tag == "insert" else ()
        return sum(map(self.counts.bits, rest)) >= _ANOTHERS

    def _exchanged(self, held: tuple[str, ...], said: tuple[str, ...]) -> float:
        """How much those of the row's words tell in whose place the page says others: another name.

        Words that are spelt alike are misread, or written otherwise.
        """
        told = 0.0
        for part in Levenshtein.opcodes(held, said):
            if part.tag != "replace":
                continue
            mine = held[part.src_start : part.src_end]
            other = "".join(said[part.dest_start : part.dest_end])
            if Levenshtein.normalized_similarity("".join(mine), other) < _SPELT_ALIKE:
                told += sum(map(self.counts.bits, mine))
        return told

    def _share(
        self, words: tuple[str, ...], said: Collection[str], *, beside: Collection[str] = ()
    ) -> float:
        """The share of what some words tell that others say too.

        A word with one letter misread is said. What stands elsewhere on the page, with the word
        before or behind it, speaks neither for a row nor against it: a clerk may have added it.
        """
        found = missing = 0.0
        for at, word in enumerate(words):
            told = self.counts.bits(word)
            if word in said or is_misread(word, said):
                found += told
            elif not beside or not any(
                pair in beside for pair in pairs_of(words[max(0, at - 1) : at + 2])
            ):
                missing += told
        return found / (found + missing) if found else 0.0

    def _owner(self, seen: SeenPaper, record: RegisterRecord) -> _Says:
        held = named_words(record.owner)
        if not held or not seen.page_words:
            return Level.SILENT, seen.owner, record.owner
        return self._owner_level(held, seen), seen.owner, record.owner

    def _owner_level(self, held: tuple[str, ...], seen: SeenPaper) -> Level:
        """Whom the page calls the owner goes before who else stands on it: lists name many.

        Who stands elsewhere on it may be its owner all the same: a licence names the business, and
        the person who answers for it as the owner.
        """
        pairs = pairs_of(held) or held
        enough = _NAMED * sum(map(self.counts.bits, pairs))
        said = named_words(seen.owner)
        own = self._named(pairs, frozenset((*said, *pairs_of(said))))
        named = self._named(pairs, seen.page_words)
        if own >= enough or (not said and named >= enough):
            return Level.SAME if named >= self.counts.rare else Level.USUAL
        return Level.USUAL if named >= enough else Level.OTHER

    def _named(self, pairs: tuple[str, ...], said: Collection[str]) -> float:
        return sum(self.counts.bits(pair) for pair in pairs if pair in said)


def _number(seen: SeenPaper, _record_id: str, record: RegisterRecord) -> _Says:
    level = _number_level(seen, parts_of(record.number))
    return level, seen.number, record.number


def _number_level(seen: SeenPaper, held: NumberParts | None) -> Level:
    """By the figures alone; the symbol is a witness of its own."""
    if held is None:
        return Level.SILENT
    if seen.parts and seen.parts.figures == held.figures:
        return Level.SAME if seen.is_number_believed else Level.UNSURE_SAME
    if any(one.figures == held.figures for one in seen.choices):
        return Level.SECOND if seen.is_number_sure else Level.CHOICE
    if seen.parts is None:
        return Level.SILENT
    if not is_misread_as(seen.parts.figures, held.figures):
        return Level.OTHER
    return Level.SLIP if seen.is_number_sure else Level.UNSURE_SLIP


def _symbol(seen: SeenPaper, _record_id: str, record: RegisterRecord) -> _Says:
    held = parts_of(record.number)
    return _symbol_level(seen.parts, held), seen.number, record.number


def _symbol_level(seen: NumberParts | None, held: NumberParts | None) -> Level:
    if seen is None or held is None or not seen.symbol or not held.symbol:
        return Level.SILENT
    if seen.year and held.year and seen.year != held.year:
        return Level.OTHER
    if same_symbol(seen.symbol, held.symbol):
        # A rule of law bears its year and is numbered apart: `12/2018/QĐ-UBND`, `12/QĐ-UBND`.
        is_whole = len(seen.symbol) == len(held.symbol) and seen.year == held.year
        return Level.SAME if is_whole else Level.PART
    one, other = "".join(seen.symbol), "".join(held.symbol)
    return Level.SLIP if OSA.distance(one, other, score_cutoff=1) <= 1 else Level.OTHER


def _date(seen: SeenPaper, _record_id: str, record: RegisterRecord) -> _Says:
    said = str(seen.formed) if seen.formed else ""
    return _date_level(seen, record.formed), said, str(record.formed)


def _date_level(seen: SeenPaper, held: PartialDate) -> Level:
    said = seen.formed
    if said is None:
        return Level.SILENT
    if agree(said, held):
        if held.day is None or said.day is None:
            return Level.PART
        return Level.SAME if seen.is_date_sure else Level.UNSURE_SAME
    if not _is_slip(said, held):
        return Level.OTHER
    if seen.is_date_sure:
        return Level.SLIP
    # Of another year is the paper that had this number then, often with the same words.
    return Level.UNSURE_SLIP if said.year == held.year else Level.OTHER


def _is_slip(one: PartialDate, other: PartialDate) -> bool:
    """One sign of the day, the month or the year is another, or day and month are exchanged."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return OSA.distance(one.iso, other.iso, score_cutoff=1) <= 1


def _type(seen: SeenPaper, _record_id: str, record: RegisterRecord) -> _Says:
    """By the page's title, or by the letters of its number: titles are sometimes not read."""
    said, held = seen.record_type, record.record_type
    if not known_type(said) or not known_type(held):
        return Level.SILENT, said, held
    letters = seen.parts.symbol[:1] if seen.parts else ()
    is_same = same_type(said, held) or any(known_type(one) == known_type(held) for one in letters)
    return Level.SAME if is_same else Level.OTHER, said, held


def _sheets(seen: SeenPaper, _record_id: str, record: RegisterRecord) -> _Says:
    said = str(seen.most_sheets or "")
    if not record.sheets or not seen.most_sheets:
        return Level.SILENT, said, str(record.sheets or "")
    fits = seen.least_sheets <= record.sheets <= seen.most_sheets
    return Level.SAME if fits else Level.OTHER, said, str(record.sheets)


def _box(seen: SeenPaper, _record_id: str, record: RegisterRecord) -> _Says:
    """A register's place names the box, and often the shelf beside it."""
    if not record.location or not seen.box:
        return Level.SILENT, seen.box, record.location
    is_same = names_box(record.location, seen.box)
    return Level.SAME if is_same else Level.OTHER, seen.box, record.location


def _list(seen: SeenPaper, record_id: str, record: RegisterRecord) -> _Says:
    """By the id that the list gives, or by its number and date; a date alone names no paper."""
    told = seen.listed
    said = seen.listed_id or " ".join(filter(None, (told.number, str(told.formed or ""))))
    held = record_id if seen.listed_id else f"{record.number} {record.formed}"
    if seen.listed_id:
        level = Level.SAME if seen.listed_id == record_id else Level.OTHER
    elif not told.number and told.formed is None:
        level = Level.SILENT
    else:
        is_same = same_number(told.number, record.number) and agree(told.formed, record.formed)
        is_named = bool(parts_of(told.number) and parts_of(record.number))
        level = (Level.SAME if is_named else Level.SILENT) if is_same else Level.OTHER
    return level, said, held


#: What is compared first: quick, and what tells most.
_QUICK: dict[Witness, Callable[[SeenPaper, str, RegisterRecord], _Says]] = {
    Witness.NUMBER: _number,
    Witness.SYMBOL: _symbol,
    Witness.DATE: _date,
    Witness.TYPE: _type,
    Witness.SHEETS: _sheets,
    Witness.BOX: _box,
    Witness.LIST: _list,
}
