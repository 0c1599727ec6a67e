"""What findings say to a person. A finding lets its document go on; `Finding.code` is stable."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sohoa.domain.batons import Finding
from sohoa.domain.failure import N_

#: Findings after which a person has to look at the document before anyone relies on its text.
TO_REVIEW = frozenset({"no-text"})

_TEXTS = {
    "blank-page": N_("blank"),
    "low-resolution": N_("scanned at {value} dpi, below what the rules ask for"),
    "no-text": N_("could not be read: it has its image and no text, have a person look at it"),
    "no-words": N_("no words were found on it"),
    "page-size-assumed": N_("the file does not say how large the paper is; A4 is assumed"),
    "repaired": N_("the PDF was damaged and has been repaired for reading"),
    "resolution-assumed": N_("the file does not say its resolution; {value} dpi is assumed"),
    "second-engine": N_("read by the second engine, as the first broke down over it"),
    "turned": N_("lay on its side or its head: turned by {value} degrees for reading"),
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


def needs_review(findings: Iterable[Finding]) -> bool:
    """Say whether a person has to look at a document with these findings."""
    return any(finding.code in TO_REVIEW for finding in findings)
