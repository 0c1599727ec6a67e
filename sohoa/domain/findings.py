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
TO_REVIEW = frozenset({_UNREAD, "signature-broken", "signature-unjudged", "signature-void", *Need})


@dataclass(frozen=True, slots=True)
class Workload:
    """How many documents wait for the same hand, and how many of their pages are the reason."""

    documents: int = 0
    pages: int = 0


_TEXTS = {
    "blank-page": N_("blank"),
    "blur": N_("the picture is blurred ({value})"),
    "clipped-edge": N_("text is cut off at the edge ({value})"),
    "colour-depth": N_("too few bits of colour ({value})"),
    "low-resolution": N_("scanned at {value} dpi, below what the rules ask for"),
    "missing-pages": N_("fewer written pages than the register counts sheets ({value})"),
    "no-text": N_("could not be read: it has its image and no text, have a person look at it"),
    "no-words": N_("no words were found on it"),
    "page-size-assumed": N_("the file does not say how large the paper is; A4 is assumed"),
    "repaired": N_("the PDF was damaged and has been repaired for reading"),
    "rescan": N_("to be scanned again ({value})"),
    "resolution-assumed": N_("the file does not say its resolution; {value} dpi is assumed"),
    "review": N_("to be looked at ({value})"),
    "second-engine": N_("read by the second engine, as the first broke down over it"),
    "show-through": N_("what is seen on it is the other side, shining through"),
    "signature-broken": N_("its signature is broken: what was signed was changed ({value})"),
    "signature-intact": N_("it came signed, and the signature is intact ({value})"),
    "signature-unjudged": N_(
        "what was added to the file after it was signed could not be judged ({value})"
    ),
    "signature-void": N_(
        "it came signed, but no signature covers the file as it is: taken as an unsigned scan"
    ),
    "skew": N_("the sheet leans by so many degrees ({value})"),
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
    "missing-pages": N_("Look for the missing sheets and scan the whole document again."),
    "signature-broken": N_("Ask whoever sent the file for it as it was signed."),
    "signature-unjudged": N_("Look at the pages: is what was added after signing as it has to be?"),
    "signature-void": N_("Ask whoever sent the file for it as it was signed."),
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
