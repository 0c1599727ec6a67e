"""What findings say to a person. A finding lets its document go on; `Finding.code` is stable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.batons import Finding
from sohoa.domain.facts import DIFFERENCES, SAME_PAPER
from sohoa.domain.failure import N_


class Need(StrEnum):
    """What a person has to do about a document that was read: scan it again, or look at it."""

    RESCAN = "rescan"
    REVIEW = "review"


_UNREAD = "no-text"
#: Why a list's word about an archived document was not entered.
LIST_NOT_TAKEN = frozenset(
    {*DIFFERENCES, "list-other-record", "list-other-year", "list-record-taken", "list-unusable"}
)
#: What was said of a paper and is not so, or may not be: for a person to settle.
UNSETTLED = frozenset({*LIST_NOT_TAKEN, SAME_PAPER, "before-formed"})
#: Findings after which a person has to look at the document before anyone relies on its text.
TO_REVIEW = frozenset({_UNREAD, *UNSETTLED, *Need})


@dataclass(frozen=True, slots=True)
class Workload:
    """How many documents wait for the same hand, and how many of their pages are the reason."""

    documents: int = 0
    pages: int = 0


_TEXTS = {
    "asked-after": N_("what stood in the row before the question, “{value}”, confirms nothing"),
    "before-formed": N_("archived before it was formed ({value}): its date is wrong"),
    "blank-page": N_("blank"),
    "blur": N_("the picture is blurred ({value})"),
    "clipped-edge": N_("text is cut off at the edge ({value})"),
    "colour-depth": N_("too few bits of colour ({value})"),
    "date-confirmed": N_("date by page | list | register: {value}; a person has looked at it"),
    "date-differs": N_("date by page | list | register: {value}"),
    "list-other-record": N_(
        "the list now names another paper than it was archived as ({value}): not entered"
    ),
    "list-other-year": N_(
        "the list now says another year than it was archived under ({value}): not entered"
    ),
    "list-record-taken": N_(
        "the list now names a paper that document {value} was archived as: not entered"
    ),
    "list-unusable": N_("what the list now says of it cannot be used ({value}): not entered"),
    "low-resolution": N_("scanned at {value} dpi, below what the rules ask for"),
    "missing-pages": N_("fewer written pages than the register counts sheets ({value})"),
    "no-text": N_("could not be read: it has its image and no text, have a person look at it"),
    "no-words": N_("no words were found on it"),
    "number-confirmed": N_("number by page | list | register: {value}; a person has looked at it"),
    "number-differs": N_("number by page | list | register: {value}"),
    "page-size-assumed": N_("the file does not say how large the paper is; A4 is assumed"),
    "repaired": N_("the PDF was damaged and has been repaired for reading"),
    "rescan": N_("to be scanned again ({value})"),
    "resolution-assumed": N_("the file does not say its resolution; {value} dpi is assumed"),
    "review": N_("to be looked at ({value})"),
    "same-paper": N_("number and date are also those of document {value}"),
    "same-paper-confirmed": N_(
        "number and date are also those of document {value}; a person says they are two papers"
    ),
    "second-engine": N_("read by the second engine, as the first broke down over it"),
    "show-through": N_("what is seen on it is the other side, shining through"),
    "skew": N_("the sheet leans by so many degrees ({value})"),
    "too-dark": N_("the picture is too dark ({value})"),
    "too-faint": N_("the text is too faint ({value})"),
    "turned": N_("lay on its side or its head: turned by {value} degrees for reading"),
    "type-confirmed": N_("type by page | list | register: {value}; a person has looked at it"),
    "type-differs": N_("type by page | list | register: {value}"),
    "unsure-figures": N_("figures by hand are not read for sure ({value})"),
}

_CORRECT = N_(
    "Look at the paper and correct the list or the register; if the page was misread, say so in a "
    "column `confirmed` of the row (what stood there before does not count). Then run again."
)
_TAKE_OUT = N_(
    "Look at the paper. If the archive is right, correct the list; if the list is right, take "
    "the document out with `sohoa withdraw` and deliver it again."
)
_ADVICE = {
    "before-formed": N_("Look at the paper and correct its date in the list or the register."),
    "date-differs": _CORRECT,
    "list-other-record": _TAKE_OUT,
    "list-other-year": _TAKE_OUT,
    "list-record-taken": _TAKE_OUT,
    "list-unusable": N_("Correct the row of the list and run the batch again."),
    "number-differs": _CORRECT,
    "same-paper": N_("Look at both: is it one paper, scanned twice?"),
    "type-differs": _CORRECT,
    "blur": N_("Clean the glass, press the sheet flat, rescan."),
    "clipped-edge": N_("Lay the sheet wholly inside the scan area and scan it again."),
    "colour-depth": N_("Scan in colour (24 bits) if the paper is still at hand."),
    "low-resolution": N_("Scan again at 200 dpi at least; 300 dpi reads better."),
    "missing-pages": N_("Look for the missing sheets and scan the whole document again."),
    "skew": N_("Lay the sheet straight and scan it again."),
    "too-dark": N_("Scan again with more brightness."),
    "too-faint": N_("Scan again with more contrast."),
}


def finding_text(finding: Finding, translate: Callable[[str], str]) -> str:
    """Say what was found, and on which page, in the language of `translate`.

    A code that has no words yet is shown as it is, with its value.
    """
    text = _TEXTS.get(finding.code, "{code} {value}")
    said = translate(text).format(code=finding.code, value=finding.value).strip()
    if not finding.page:
        return said
    return translate(N_("page {page}: {finding}")).format(page=finding.page, finding=said)


def finding_advice(finding: Finding, translate: Callable[[str], str]) -> str:
    """Say what to do about a scan with this finding; empty where there is nothing to do."""
    advice = _ADVICE.get(finding.code)
    return translate(advice) if advice else ""


def need_of(findings: Sequence[Finding]) -> Need | None:
    """What has to be done about a document with these findings; to scan again goes first.

    Before that comes which paper it is at all: how many sheets it should have is the paper's.
    """
    codes = {finding.code for finding in findings}
    if codes & DIFFERENCES:
        return Need.REVIEW
    if Need.RESCAN in codes:
        return Need.RESCAN
    return Need.REVIEW if codes & TO_REVIEW else None


def workload(documents: Iterable[Sequence[Finding]], need: Need) -> Workload:
    """Count the documents with a need, each given by its findings, and the pages it comes from."""
    needy = [findings for findings in documents if need_of(findings) is need]
    return Workload(len(needy), sum(len(_pages_in_need(findings, need)) for findings in needy))


def _pages_in_need(findings: Sequence[Finding], need: Need) -> set[int]:
    """The pages with a finding that is a reason: named beside the need, or no text to look at."""
    named = (finding.value.split(", ") for finding in findings if finding.code == need)
    reasons = {code for codes in named for code in codes}
    if need is Need.REVIEW:
        reasons.add(_UNREAD)
    return {finding.page for finding in findings if finding.page and finding.code in reasons}
