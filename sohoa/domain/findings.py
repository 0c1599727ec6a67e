"""What findings say to a person. A finding lets its document go on; `Finding.code` is stable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.batons import Finding
from sohoa.domain.failure import N_


class Need(StrEnum):
    """What a person has to do about a document that was read: scan it again, or look at it."""

    RESCAN = "rescan"
    REVIEW = "review"


_UNREAD = "no-text"
#: Findings after which a person has to look at the document before anyone relies on its text.
TO_REVIEW = frozenset({_UNREAD, *Need})


@dataclass(frozen=True, slots=True)
class Workload:
    """How many documents wait for the same hand, and how many of their pages are the reason."""

    documents: int = 0
    pages: int = 0


_TEXTS = {
    "active-content-kept": N_("the signed PDF holds links or what acts by itself ({value})"),
    "active-content-removed": N_("what acts in the PDF was left behind with it ({value})"),
    "annotated": N_("something was put on the page electronically: notes, marks, stamps ({value})"),
    "blank-page": N_("blank"),
    "blur": N_("the picture is blurred ({value})"),
    "born-digital": N_("made on a computer and never paper: taken with its own text"),
    "clipped-edge": N_("text is cut off at the edge ({value})"),
    "colour-depth": N_("too few bits of colour ({value})"),
    "embedded-files": N_("other files are enclosed in the PDF ({value}): they show on no page"),
    "layers-off": N_("the PDF has layers that are switched off ({value}) and not shown"),
    "layers-unsure": N_("its layers show differently on the screen and in print ({value})"),
    "low-resolution": N_("scanned at {value} dpi, below what the rules ask for"),
    "missing-pages": N_("fewer written pages than the register counts sheets ({value})"),
    "no-text": N_("could not be read: it has its image and no text, have a person look at it"),
    "no-words": N_("no words were found on it"),
    "note-not-drawn": N_(
        "something put on the page electronically cannot be shown as other viewers do ({value})"
    ),
    "page-size-assumed": N_("the file does not say how large the paper is; A4 is assumed"),
    "repaired": N_("the PDF was damaged and has been repaired for reading"),
    "rescan": N_("to be scanned again ({value})"),
    "resolution-assumed": N_("the file does not say its resolution; {value} dpi is assumed"),
    "restricted": N_("the PDF opens without a password, but restricts printing or changing"),
    "review": N_("to be looked at ({value})"),
    "second-engine": N_("read by the second engine, as the first broke down over it"),
    "show-through": N_("what is seen on it is the other side, shining through"),
    "skew": N_("the sheet leans by so many degrees ({value})"),
    "text-layer-differs": N_("its own text says other words than the page shows"),
    "text-layer-unused": N_("its own text makes no sense: it was read from the picture"),
    "too-dark": N_("the picture is too dark ({value})"),
    "too-faint": N_("the text is too faint ({value})"),
    "turned": N_("lay on its side or its head: turned by {value} degrees for reading"),
    "unsure-figures": N_("figures by hand are not read for sure ({value})"),
}

_ADVICE = {
    "blur": N_("Clean the glass, press the sheet flat, rescan."),
    "clipped-edge": N_("Lay the sheet wholly inside the scan area and scan it again."),
    "colour-depth": N_("Scan in colour (24 bits) if the paper is still at hand."),
    "low-resolution": N_("Scan again at 200 dpi at least; 300 dpi reads better."),
    "layers-unsure": N_(
        "Open it in a PDF viewer, print it as it has to be, scan the print and deliver the scan."
    ),
    "missing-pages": N_("Look for the missing sheets and scan the whole document again."),
    "note-not-drawn": N_(
        "Open it in a PDF viewer, print it with its notes and marks, scan the print and deliver it."
    ),
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
    """What has to be done about a document with these findings; to scan again goes first."""
    codes = {finding.code for finding in findings}
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
