"""What findings say to a person. A finding lets its document go on; `Finding.code` is stable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.batons import Finding
from sohoa.domain.facts import DIFFERENCES, SAME_PAPER
from sohoa.domain.failure import N_


class Need(StrEnum):
    """What a person has to do about a document that was read: the most urgent first.

    `RESCAN`: it is cut, illegible or incomplete. `REVIEW`: look at it as it is. `RESCAN_IF_CAN`: it
    was read well and is below what the rules ask of a scan; if the paper is at hand, scan it again.
    """

    RESCAN = "rescan"
    REVIEW = "review"
    RESCAN_IF_CAN = "rescan-if-can"


_UNREAD = "no-text"
#: A kept original that was never paper has no reading copy beside it; why is its value.
NO_READING_COPY = "no-reading-copy"
#: Why a list's word about an archived document was not entered.
LIST_NOT_TAKEN = frozenset(
    {*DIFFERENCES, "list-other-record", "list-other-year", "list-record-taken", "list-unusable"}
)
#: The number was corrected after archiving; its value is the one that the file bears.
NUMBER_CORRECTED = "number-corrected"
#: The same of the day, ISO 8601.
DATE_CORRECTED = "date-corrected"
#: What was said of a paper and is not so, or may not be: for a person to settle.
UNSETTLED = frozenset({*LIST_NOT_TAKEN, SAME_PAPER, "before-formed"})
#: Findings after which a person has to look at the document before anyone relies on its text.
#: What the signatures of a file are that came signed, if they are not what they should be.
_SIGNATURES = frozenset({"signature-broken", "signature-unjudged", "signature-void"})
TO_REVIEW = frozenset({_UNREAD, *UNSETTLED, *_SIGNATURES, Need.RESCAN, Need.REVIEW})
#: What no setting may keep from a person: a page may be missing, misplaced, or not what it seems.
ALWAYS_REVIEW = frozenset({"frame-doubt", "page-order", "photo", "print-size", "resolution-doubt"})
#: What a scan may be below, by the finding that says so, and the rule in its words.
RULES = {
    "low-resolution": N_("Circular 05/2025/TT-BNV, article 8; Decree 30/2020, annex I: 200 dpi"),
    "low-resolution-drawing": N_("Circular 05/2025/TT-BNV, article 8: 300 dpi for drawings"),
    "colour-depth": N_("Circular 05/2025/TT-BNV, article 8; Decree 30/2020: colour of 24 bits"),
}


@dataclass(frozen=True, slots=True)
class Workload:
    """How many documents wait for the same hand, and how many of their pages are the reason."""

    documents: int = 0
    pages: int = 0


_TEXTS = {
    "active-content-kept": N_("the signed PDF holds links or what acts by itself ({value})"),
    "active-content-removed": N_("what acts in the PDF was left behind with it ({value})"),
    "annotated": N_("something was put on the page electronically: notes, marks, stamps ({value})"),
    "asked-after": N_("what stood in the row before the question, “{value}”, confirms nothing"),
    "before-formed": N_("archived before it was formed ({value}): its date is wrong"),
    "blank-page": N_("blank"),
    "blur": N_("the picture is blurred ({value})"),
    "born-digital": N_("made on a computer and never paper: taken with its own text"),
    "camera": N_("the file says that a camera took it ({value})"),
    "certificate-status-unknown": N_("signed although nobody says whether the key is revoked"),
    "clipped-edge": N_("text is cut off at the edge ({value})"),
    "colour-depth": N_(
        "scanned with fewer bits of colour ({value}) than Circular 05/2025/TT-BNV asks for"
    ),
    "date-confirmed": N_("date by page | list | register: {value}; a person has looked at it"),
    "date-corrected": N_(
        "its day was corrected after it was archived; the file bears the one before ({value})"
    ),
    "date-differs": N_("date by page | list | register: {value}"),
    "date-illegible": N_("a date line of which nothing could be made ({value})"),
    "date-impossible": N_("the date read is no day of the calendar ({value})"),
    "date-in-future": N_("the date read is still to come ({value})"),
    "date-incomplete": N_("day or month of the date could not be read ({value})"),
    "date-missing": N_("no date of the paper's own was found"),
    "date-unsure": N_("the date is not read for sure ({value})"),
    "embedded-files": N_("other files are enclosed in the PDF ({value}): they show on no page"),
    "frame-doubt": N_("this frame ({value} pixels) may be a thumbnail and no page; it was kept"),
    "frames-left-out": N_("frames that are no pages (thumbnails, masks) were left out ({value})"),
    "hardly-legible": N_("hardly legible: on the mean its words are right {value} times in 100"),
    "head-elsewhere": N_("number or date were taken from the end of the paper ({value})"),
    "head-missing": N_("nothing of a head was read: no title, no number, no date"),
    "illegible": N_("scanned below the rule and hardly legible ({value})"),
    "layers-off": N_("the PDF has layers that are switched off ({value}) and not shown"),
    "layers-unsure": N_("its layers show differently on the screen and in print ({value})"),
    "light-on-dark": N_("printed light on dark: reversed for reading"),
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
    "low-resolution": N_("scanned at {value} dpi; Circular 05/2025/TT-BNV asks for 200"),
    "low-resolution-drawing": N_(
        "larger than A3 and scanned at {value} dpi; Circular 05/2025/TT-BNV asks for 300"
    ),
    "missing-pages": N_("fewer written pages than the register counts sheets ({value})"),
    "no-reading-copy": N_(
        "no PDF/A reading copy was made, as it would not show what the original shows ({value})"
    ),
    "no-text": N_("could not be read: it has its image and no text, have a person look at it"),
    "no-words": N_("no words were found on it"),
    "note-not-drawn": N_(
        "something put on the page electronically cannot be shown as other viewers do ({value})"
    ),
    "number-against-date": N_("the year in the number is not that of the date ({value})"),
    "number-against-type": N_("the letters in the number are not those of the type ({value})"),
    "number-confirmed": N_("number by page | list | register: {value}; a person has looked at it"),
    "number-corrected": N_(
        "its number was corrected after it was archived; the file bears the one before ({value})"
    ),
    "number-differs": N_("number by page | list | register: {value}"),
    "number-illegible": N_("a number line of which nothing could be made ({value})"),
    "number-missing": N_("no number of the paper's own was found"),
    "number-unsure": N_("the number is not read for sure ({value})"),
    "page-order": N_("the names leave the order of the pages in doubt; taken as: {value}"),
    "page-size-assumed": N_("the file does not say how large the paper is; A4 is assumed"),
    "photo": N_("looks like a photograph of the paper and no flat scan"),
    "print-size": N_("by the file's resolution its print is {value} high; measure the paper"),
    "repaired": N_("the PDF was damaged and has been repaired for reading"),
    "rescan": N_("to be scanned again ({value})"),
    "rescan-if-can": N_("to be scanned again if you can ({value})"),
    "resolution-assumed": N_("the file does not say its resolution; {value} dpi is assumed"),
    "resolution-doubt": N_("the file's resolution means an unusual sheet ({value}); measure it"),
    "restricted": N_("the PDF opens without a password, but restricts printing or changing"),
    "review": N_("to be looked at ({value})"),
    "rsa-pkcs1": N_("signed with RSA PKCS#1 v1.5, as the key can do nothing better"),
    "same-paper": N_("number and date are also those of document {value}"),
    "same-paper-confirmed": N_(
        "number and date are also those of document {value}; a person says they are two papers"
    ),
    "second-engine": N_("read by the second engine, as the first broke down over it"),
    "show-through": N_("what is seen on it is the other side, shining through"),
    "signature-broken": N_("its signature is broken: what was signed was changed ({value})"),
    "signature-intact": N_("it came signed, and the signature is intact ({value})"),
    "signature-level-below-settings": N_("signed below the level of the settings ({value})"),
    "signature-unjudged": N_(
        "what was added to the file after it was signed could not be judged ({value})"
    ),
    "signature-void": N_(
        "it came signed, but no signature covers the file as it is: taken as an unsigned scan"
    ),
    "skew": N_("the sheet leans by so many degrees ({value})"),
    "text-layer-differs": N_("its own text says other words than the page shows"),
    "text-layer-unused": N_("its own text makes no sense: it was read from the picture"),
    "too-dark": N_("the picture is too dark ({value})"),
    "too-faint": N_("the text is too faint ({value})"),
    "turned": N_("lay on its side or its head: turned by {value} degrees for reading"),
    "type-confirmed": N_("type by page | list | register: {value}; a person has looked at it"),
    "type-differs": N_("type by page | list | register: {value}"),
    "unsure-figures": N_("figures by hand are not read for sure ({value})"),
}

#: Every finding that there is: nothing else may be named in the settings.
KNOWN_CODES = frozenset(_TEXTS)

#: The names of findings that say their value in the middle of a sentence.
_LABELS = {
    "date-confirmed": N_("date looked at by a person"),
    "date-differs": N_("page, list and register give different dates"),
    "hardly-legible": N_("hardly legible"),
    "list-record-taken": N_("the list names a paper that is archived already"),
    "low-resolution": N_("scanned below 200 dpi"),
    "low-resolution-drawing": N_("larger than A3 and scanned below 300 dpi"),
    "number-confirmed": N_("number looked at by a person"),
    "number-differs": N_("page, list and register give different numbers"),
    "page-order": N_("order of the pages in doubt"),
    "print-size": N_("print of an unusual size"),
    "resolution-assumed": N_("the file does not say its resolution"),
    "same-paper": N_("number and date are also those of another document"),
    "same-paper-confirmed": N_("two papers with one number and date, as a person says"),
    "asked-after": N_("what stood in the row before the question confirms nothing"),
    "colour-depth": N_("scanned with too few bits of colour"),
    "embedded-files": N_("other files are enclosed in the PDF"),
    "frame-doubt": N_("a frame that may be no page"),
    "layers-off": N_("the PDF has layers that are switched off"),
    "turned": N_("turned for reading"),
    "type-confirmed": N_("type looked at by a person"),
    "type-differs": N_("page, list and register give different types"),
    "before-formed": N_("archived before it was formed"),
    "list-other-record": N_("the list now names another paper"),
    "list-other-year": N_("the list now says another year"),
    "list-unusable": N_("what the list now says of it cannot be used"),
    "number-corrected": N_("its number was corrected after it was archived"),
    "resolution-doubt": N_("the file's resolution means an unusual sheet"),
}

_CORRECT = N_(
    "Look at the paper and correct the list or the register; if the page was misread, say so in a "
    "column `confirmed` of the row (what stood there before does not count). Then run again."
)
_TAKE_OUT = N_(
    "Look at the paper. If the archive is right, correct the list; if the list is right, take "
    "the document out with `sohoa withdraw` and deliver it again."
)
_LOOK_AT_NUMBER = N_("Look at the number on the paper and write it into the batch list.")
_LOOK_AT_DATE = N_("Look at the date on the paper and write it into the batch list.")

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
    "date-illegible": _LOOK_AT_DATE,
    "date-impossible": _LOOK_AT_DATE,
    "date-in-future": _LOOK_AT_DATE,
    "date-incomplete": _LOOK_AT_DATE,
    "date-missing": _LOOK_AT_DATE,
    "date-unsure": _LOOK_AT_DATE,
    "hardly-legible": N_(
        "Look at the page; scan it again if the paper is clearer than the picture."
    ),
    "head-missing": N_("Look at the first page; write number and date into the batch list."),
    "head-elsewhere": N_("Compare number and date with the paper; write them into the batch list."),
    "illegible": N_("Scan again at 300 dpi in colour."),
    "low-resolution": N_("Scan again at 200 dpi at least; 300 dpi reads better."),
    "layers-unsure": N_(
        "Open it in a PDF viewer, print it as it has to be, scan the print and deliver the scan."
    ),
    "low-resolution-drawing": N_("Scan maps and drawings again at 300 dpi."),
    "missing-pages": N_("Look for the missing sheets and scan the whole document again."),
    "note-not-drawn": N_(
        "Open it in a PDF viewer, print it with its notes and marks, scan the print and deliver it."
    ),
    "no-reading-copy": N_("Read the original itself: it lies in the archive as it came."),
    "number-against-date": _LOOK_AT_NUMBER,
    "number-against-type": _LOOK_AT_NUMBER,
    "number-illegible": _LOOK_AT_NUMBER,
    "number-missing": _LOOK_AT_NUMBER,
    "number-unsure": _LOOK_AT_NUMBER,
    "photo": N_("If the paper is at hand, scan it flat on the glass."),
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
    value = finding.value
    names_findings = {*Need, NO_READING_COPY}  # what is needed, the findings it is needed for
    if finding.code in names_findings and (finding.code != NO_READING_COPY or _are_codes(value)):
        value = finding_labels(value, translate)
    elif finding.code.startswith("active-content-"):
        value = ", ".join(translate(kind) for kind in value.split(", "))
    said = translate(text).format(code=finding.code, value=value).strip()
    if not finding.page:
        return said
    return translate(N_("page {page}: {finding}")).format(page=finding.page, finding=said)


def _are_codes(value: str) -> bool:
    """Whether a value names findings and nothing else."""
    return set(value.split(", ")) <= KNOWN_CODES


def finding_labels(codes: str, translate: Callable[[str], str]) -> str:
    """Name findings, given by their codes with a comma between, without their values."""
    found = [code for code in codes.split(", ") if code]
    return "; ".join(_label(code, translate) for code in found)


def _label(code: str, translate: Callable[[str], str]) -> str:
    text = _LABELS.get(code) or _TEXTS.get(code, code)
    return translate(text).replace(" ({value})", "")


def finding_advice(finding: Finding, translate: Callable[[str], str]) -> str:
    """Say what to do about a scan with this finding; empty where there is nothing to do."""
    advice = _ADVICE.get(finding.code)
    return translate(advice) if advice else ""


def need_of(findings: Sequence[Finding]) -> Need | None:
    """What has to be done first about a document with these findings.

    Before a new scan comes which paper it is at all: how many sheets it should have is the paper's.
    """
    if any(finding.code in DIFFERENCES for finding in findings):
        return Need.REVIEW
    needs = needs_of(findings)
    return next((need for need in Need if need in needs), None)


def needs_of(findings: Sequence[Finding]) -> frozenset[Need]:
    """All that has to be done about it: a better scan does not make a number read for sure."""
    codes = {finding.code for finding in findings}
    is_rescan = Need.RESCAN in codes
    needs = {
        Need.RESCAN: is_rescan,
        Need.REVIEW: bool(codes & TO_REVIEW - {Need.RESCAN}),
        Need.RESCAN_IF_CAN: Need.RESCAN_IF_CAN in codes and not is_rescan,
    }
    return frozenset(need for need, has in needs.items() if has)


def below_rules(findings: Iterable[Finding]) -> frozenset[str]:
    """The rules of `RULES` that a document is below."""
    return frozenset(finding.code for finding in findings) & RULES.keys()


def workload(documents: Iterable[Sequence[Finding]], need: Need) -> Workload:
    """Count the documents with a need, each given by its findings, and the pages it comes from."""
    needy = [findings for findings in documents if need in needs_of(findings)]
    return Workload(len(needy), sum(len(_pages_in_need(findings, need)) for findings in needy))


def _pages_in_need(findings: Sequence[Finding], need: Need) -> set[int]:
    """The pages with a finding that is a reason: named beside the need, or no text to look at."""
    named = (finding.value.split(", ") for finding in findings if finding.code == need)
    reasons = {code for codes in named for code in codes}
    if need is Need.REVIEW:
        reasons.add(_UNREAD)
    return {finding.page for finding in findings if finding.page and finding.code in reasons}
