"""Facts of one paper from page, batch list and register: one rule merges and compares them.

The register's word goes before the list's, the list's before the page's; what one of them does
not say, the next fills in. What two of them say differently is a contradiction: the paper that
was scanned may not be the paper that the list means, so a person has to look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from sohoa.domain import paper_findings
from sohoa.domain.finding_kind import FindingKind
from sohoa.domain.paper_number import parts_of, same_number, whole_number
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.record_types import known_type
from sohoa.domain.stage_results import Description, Finding, HeaderFields, ReadDocument, Said

#: Stands for what a witness does not say.
SILENT = "–"


class Aspect(StrEnum):
    """An aspect by which sources are compared."""

    NUMBER = "number"
    DATE = "date"
    TYPE = "type"


#: What a contradiction is called while nobody has looked, and once a person stands for the list.
_DIFFERS = {
    Aspect.NUMBER: paper_findings.NUMBER_DIFFERS,
    Aspect.DATE: paper_findings.DATE_DIFFERS,
    Aspect.TYPE: paper_findings.TYPE_DIFFERS,
}
_CONFIRMED = {
    Aspect.NUMBER: paper_findings.NUMBER_CONFIRMED,
    Aspect.DATE: paper_findings.DATE_CONFIRMED,
    Aspect.TYPE: paper_findings.TYPE_CONFIRMED,
}
#: Findings that hold a document until a person has looked at it.
DIFFERENCES = frozenset(kind.code for kind in _DIFFERS.values())
#: All that comparing has found, whatever became of it.
MATCHED = DIFFERENCES | {
    kind.code
    for kind in (
        *_CONFIRMED.values(), paper_findings.SAME_PAPER, paper_findings.SAME_PAPER_CONFIRMED,
        paper_findings.ASKED_AFTER,
    )
}  # fmt: skip
#: Why a list's word about an archived document was not entered.
LIST_NOT_TAKEN = DIFFERENCES | {kind.code for kind in paper_findings.LIST_REFUSED}


# --- one rule of merging ---------------------------------------------------------------------


def described(read: ReadDocument) -> Description:
    """Merge the description with the page, which fills only what no other source gives."""
    return filled(read.scanned.description, said_on(read.header))


def year_of(read: ReadDocument) -> int | None:
    """The year in which a document was formed, by the same rule; `None` if nobody says."""
    formed = described(read).formed
    return formed.year if formed else None


def filled(description: Description, said: Said) -> Description:
    """A description with the gaps filled by a witness who comes after it.

    A date is filled part by part, and a number of figures alone by the whole one it begins.
    """
    return replace(
        description,
        number=whole_number(description.number, said.number),
        formed=fuller(description.formed, said.formed),
        record_type=description.record_type or said.record_type,
    )


def joined(registered: Description, listed: Description) -> Description:
    """The register's word, completed by the list's; a date is completed part by part.

    The two agree in what both know of the date: `agree` was asked before.
    """
    return Description(
        record_id=registered.record_id,
        number=registered.number or listed.number,
        formed=fuller(registered.formed, listed.formed),
        record_type=registered.record_type or listed.record_type,
        room=registered.room or listed.room,
        subject=registered.subject or listed.subject,
        owner=registered.owner or listed.owner,
        sheets=registered.sheets if registered.sheets is not None else listed.sheets,
        listed=listed.listed,
        registered=Said(registered.number, registered.formed, registered.record_type),
        confirmation=listed.confirmation,
    )


def said_on(header: HeaderFields) -> Said:
    """Give the page's own account, as far as it was read."""
    return Said(header.number, header.formed, header.record_type)


def overruled(description: Description) -> tuple[str, ...]:
    """Give what the list says and the merged description leaves out."""
    told = description.listed
    pairs = (
        (told.number, description.number),
        (told.formed, description.formed),
        (told.record_type, description.record_type),
    )
    hidden = [str(one) for one, shown in pairs if one and one != shown]
    confirmed = description.confirmation
    return (*hidden, *([f"confirmed: {confirmed}"] if confirmed else []))


def fuller(one: PartialDate | None, other: PartialDate | None) -> PartialDate | None:
    """A date with the month and day that another knows, if both can be one day."""
    if one is None or other is None or not agree(one, other):
        return one or other
    return replace(one, month=one.month or other.month, day=one.day or other.day)


# --- comparison ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that the page says and list or register say differently; as people write it."""

    aspect: Aspect
    page: str
    listed: str
    registered: str

    @property
    def question(self) -> Question:
        """The contradiction as a question to a person: page, list and register, in this order."""
        value = " | ".join((self.page, self.listed, self.registered))
        return Question(_DIFFERS[self.aspect], _CONFIRMED[self.aspect], value)


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a person: the finding before and after, and what it shows."""

    open: FindingKind
    settled: FindingKind
    value: str

    def finding(self, *, is_settled: bool) -> Finding:
        """The question as a finding of its document."""
        return (self.settled if is_settled else self.open).of(self.value)

    def is_told(self, known: Collection[Finding]) -> bool:
        """True if an earlier run has asked this same question."""
        return any(self.finding(is_settled=is_settled) in known for is_settled in (True, False))


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a document's questions."""

    is_settled: bool
    findings: tuple[Finding, ...]


def answer(
    questions: Sequence[Question],
    confirmation: str,
    known: Collection[Finding],
    *,
    asked: FindingKind = paper_findings.ASKED_AFTER,
) -> Answer:
    """Say whether a person has settled what is asked about a document.

    Their word counts if it was written after the question was put: an earlier run has shown it
    with the same values, and the row says something else than it did then. A list that comes
    with every row confirmed confirms nothing, however many nights it is run. `asked` is the finding
    that keeps what stood there before.
    """
    was_told = all(question.is_told(known) for question in questions)
    before = next((one.value for one in known if one.code == asked.code), "")
    asked_after = before if was_told else confirmation
    is_settled = bool(questions) and was_told and confirmation not in {"", asked_after}
    findings = [question.finding(is_settled=is_settled) for question in questions]
    if questions and asked_after:
        findings.append(asked.of(asked_after))
    return Answer(is_settled, tuple(findings))


def same_paper(other: str) -> Question:
    """The question whether a document is the paper of another."""
    return Question(paper_findings.SAME_PAPER, paper_findings.SAME_PAPER_CONFIRMED, other)


def contradictions(read: ReadDocument) -> tuple[Contradiction, ...]:
    """List where a document's page contradicts the list or the register."""
    return compare(said_on(read.header), read.scanned.description)


def compare(page: Said, description: Description) -> tuple[Contradiction, ...]:
    """List where a page contradicts the list or the register, as a description keeps them.

    What a witness does not say contradicts nothing.
    """
    listed, registered = description.listed, description.registered
    if listed == registered == Said():  # noted before each was kept by itself
        listed = Said(description.number, description.formed, description.record_type)
    return tuple(_compared(page, listed, registered))


def _compared(page: Said, listed: Said, registered: Said) -> Iterator[Contradiction]:
    both = (listed, registered)
    # List and register may contradict one another over a page of which no number was read.
    numbers = [one.number for one in (page, *both)]
    if any(not same_number(one, other) for one, other in combinations(numbers, 2)):
        yield Contradiction(Aspect.NUMBER, *(one or SILENT for one in numbers))
    if any(not agree(page.formed, one.formed) for one in both):
        dates = [str(one.formed) if one.formed else SILENT for one in both]
        yield Contradiction(Aspect.DATE, str(page.formed), *dates)
    if any(not _same_type_as(page, one) for one in both):
        types = [one.record_type or SILENT for one in both]
        yield Contradiction(Aspect.TYPE, page.record_type, *types)


def agree(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Say if two dates can be the same day, as far as both are known."""
    if one is None or other is None:
        return True
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(left is None or right is None or left == right for left, right in pairs)


def _same_type_as(page: Said, other: Said) -> bool:
    """By the page's title, or by the letters of its number: titles are sometimes not read."""
    named = known_type(other.record_type)
    parts = parts_of(page.number)
    letters = parts.symbol[:1] if parts else ()
    is_so_by_letters = any(named and known_type(one) == named for one in letters)
    return same_type(page.record_type, other.record_type) or is_so_by_letters


def same_type(one: str, other: str) -> bool:
    """Say if two names can mean the same type of paper; an unknown name agrees with any.

    >>> same_type("Quyết định", "QĐ"), same_type("Giấy phép", "Giấy phép kinh doanh karaoke")
    (True, True)
    >>> same_type("Quyết định", "Thông báo"), same_type("Quyết định", "Karaoke")
    (False, True)
    """
    left, right = known_type(one), known_type(other)
    return not left or not right or left == right


# --- a list that means other papers ----------------------------------------------------------

#: So many pages must name another paper before the list itself is doubted.
_FEWEST_WRONG = 3


@dataclass(frozen=True, slots=True)
class Misfit:
    """How badly a batch's list fits its scans: of `compared` pages, so many name another paper
    than the list; `example` is one of them, with what page and list say."""

    wrong: int
    compared: int
    example: ReadDocument
    contradiction: Contradiction


def misfit(read: Sequence[ReadDocument], *, settled: Collection[str] = ()) -> Misfit | None:
    """Say that a list as a whole names other papers than were scanned; `None` if it does not.

    More than half of the pages that can be compared name another paper: that is no slip in a
    row, but a list that is shifted, sorted by one column alone, or another box's. By the number
    where page and list both give one, else by the date. What a person has looked at (`settled`)
    names no other.
    """
    compared = [aspect for one in read if (aspect := _telling(one))]
    wrong = [
        (one, contradiction)
        for one in read
        if one.scanned.document_id not in settled
        for contradiction in contradictions(one)
        if contradiction.aspect is _telling(one)
    ]
    if len(wrong) < _FEWEST_WRONG or 2 * len(wrong) <= len(compared):
        return None
    return Misfit(len(wrong), len(compared), *wrong[0])


def _telling(read: ReadDocument) -> Aspect | None:
    """By what a page can be told from another's, beside what is known of it."""
    page, known = read.header, read.scanned.description
    if page.number and known.number:
        return Aspect.NUMBER
    return Aspect.DATE if page.formed and known.formed else None
