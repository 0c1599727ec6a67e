"""A scan as it is compared with papers: what its pages say, and what was said of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from sohoa.domain import paper_findings
from sohoa.domain.grammar.dates import DAY_IN_WORDS
from sohoa.domain.grammar.numbers import TOLD_NUMBER
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.paper_number import NumberParts, parts_of
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Finding, Said
from sohoa.domain.vietnamese import fold
from sohoa.matching.words import named_words, pairs_of, words_of

#: Findings that doubt a number or a date as it was read.
_NUMBER_DOUBTS = frozenset(
    kind.code
    for kind in (
        paper_findings.NUMBER_UNSURE, paper_findings.NUMBER_ILLEGIBLE,
        paper_findings.NUMBER_AGAINST_DATE, paper_findings.NUMBER_AGAINST_TYPE,
        paper_findings.HEAD_ELSEWHERE,
    )
)  # fmt: skip
_DATE_DOUBTS = frozenset(
    kind.code
    for kind in (
        paper_findings.DATE_UNSURE, paper_findings.DATE_ILLEGIBLE, paper_findings.DATE_INCOMPLETE,
        paper_findings.DATE_IN_FUTURE, paper_findings.DATE_IMPOSSIBLE,
        paper_findings.NUMBER_AGAINST_DATE, paper_findings.HEAD_ELSEWHERE,
    )
)  # fmt: skip
_NOWHERE = Box(0, 0, 0, 0)


@dataclass(frozen=True)
class SeenPaper:
    """What is known of a scan before it is matched.

    Attributes:
        number, formed, record_type, subject, owner: As the pages say them; empty if they do not.
        numbers: What else the number may be, the likeliest first.
        is_number_sure, is_date_sure: No finding doubts it.
        is_box_misread: The numbers of its box are often misread, so that its own may be as well
            (`number_reading`): it names no paper for sure, and contradicts one all the same.
        page: The words of its first page, in their order.
        least_sheets, most_sheets: Sheets of paper that its pages can be the sides of; 0: unknown.
        box: What the box is called.
        name: Of its file in the box; empty if its place there says nothing.
        listed: What the list's row says of it.
        listed_id: The paper that the row names by its id; empty if none.
    """

    document_id: str
    number: str = ""
    formed: PartialDate | None = None
    record_type: str = ""
    subject: str = ""
    owner: str = ""
    numbers: tuple[str, ...] = ()
    is_number_sure: bool = True
    is_date_sure: bool = True
    is_box_misread: bool = False
    page: str = ""
    least_sheets: int = 0
    most_sheets: int = 0
    box: str = ""
    name: str = ""
    listed: Said = field(default=Said())
    listed_id: str = ""

    def without_place(self) -> SeenPaper:
        """Give it as one that no other is found beside: a person has said what its pages may not.

        What pages say of it settles nothing any more, of it and of those beside it.
        """
        return replace(self, name="")

    @property
    def is_number_believed(self) -> bool:
        """Say whether its number names a paper for sure."""
        return self.is_number_sure and not self.is_box_misread

    @cached_property
    def parts(self) -> NumberParts | None:
        """The parts of its number."""
        return parts_of(self.number)

    @cached_property
    def choices(self) -> tuple[NumberParts, ...]:
        """The parts of what else its number may be."""
        return tuple(parts for one in self.numbers if (parts := parts_of(one)))

    @cached_property
    def subject_words(self) -> tuple[str, ...]:
        """The words of its subject, as they are compared."""
        return named_words(self.subject)

    @cached_property
    def page_words(self) -> Collection[str]:
        """All words of its page, subject and owner, and each two that follow one another."""
        named = (*self.subject_words, *named_words(self.owner))
        words = (*named, *words_of(self.page))
        return frozenset((*words, *pairs_of(words)))


def head_alone(said: Said) -> PaperDescription:
    """Describe by its head alone what nothing else is described of."""
    told = {
        FieldName.NUMBER: said.number,
        FieldName.FORMED: said.formed.iso if said.formed else "",
        FieldName.RECORD_TYPE: said.record_type,
    }
    return PaperDescription(
        fields=tuple(
            FieldRead(name, value, 1, _NOWHERE, 0.0, "", "head")
            for name, value in told.items()
            if value
        )
    )


def seen_paper(
    document_id: str,
    paper: PaperDescription,
    findings: Iterable[Finding],
    *,
    page: str = "",
    sides: int = 0,
    box: str = "",
    name: str = "",
    listed: Said = Said(),  # noqa: B008 - it is frozen
    listed_id: str = "",
) -> SeenPaper:
    """Take what matching asks of a scan out of its description and its findings.

    `sides` is how many pages it has: each is a side of a sheet, whose back may be empty.
    """
    found = list(findings)
    number = paper.of(FieldName.NUMBER)
    return SeenPaper(
        document_id=document_id,
        number=number.value if number else "",
        numbers=number.choices if number else (),
        formed=_day(paper.value(FieldName.FORMED)),
        record_type=paper.value(FieldName.RECORD_TYPE),
        subject=paper.value(FieldName.SUBJECT),
        owner=paper.value(FieldName.OWNER),
        is_number_sure=not any(one.code in _NUMBER_DOUBTS or _is_of_number(one) for one in found),
        is_date_sure=not any(one.code in _DATE_DOUBTS or _is_of_date(one) for one in found),
        page=page,
        least_sheets=(sides + 1) // 2,
        most_sheets=sides,
        box=box,
        name=name,
        listed=listed,
        listed_id=listed_id,
    )


def _is_of_number(finding: Finding) -> bool:
    """Figures by hand that are not sure: those of the number, or nobody knows which."""
    return _is_of_figures(finding) and not DAY_IN_WORDS.search(fold(finding.value))


def _is_of_date(finding: Finding) -> bool:
    return _is_of_figures(finding) and not TOLD_NUMBER.search(finding.value)


def _is_of_figures(finding: Finding) -> bool:
    return finding.code == paper_findings.UNSURE_FIGURES.code


def _day(iso: str) -> PartialDate | None:
    return PartialDate.parse(iso) if iso else None
