"""What a page says of the paper that a list names.

A list's row decides which paper a scan is of, and number, date and type of the page can contradict
it. Where they do not, or were not read, its words may still be those of the paper beside it; and
where nothing of the page tells the named paper from others, whoever typed the row may have slipped
by a line, and nothing would show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum

from sohoa.matching.evidence import Evidence, Level, Witness
from sohoa.matching.seen_paper import SeenPaper

#: Words that few papers have, to the end or as far as the row goes.
_ITS_WORDS = frozenset({Level.SAME, Level.BEGIN})
#: What names one paper: a number that was read, for sure or not, or words that few papers have.
_NAMING = {
    Witness.NUMBER: frozenset({Level.SAME, Level.UNSURE_SAME, Level.UNSURE_GAP, Level.CHOICE}),
    Witness.SUBJECT: _ITS_WORDS | {Level.PART},
    Witness.OWNER: _ITS_WORDS | {Level.PART},
}


class Doubt(StrEnum):
    """Why a list's row does not decide by itself."""

    #: The named paper has another's words, and one beside it has the page's.
    BELIED = "belied"
    #: Nothing on the page tells the named paper from others.
    UNSUPPORTED = "unsupported"


def doubted_lists(seen: Sequence[SeenPaper], evidence: Iterable[Evidence]) -> dict[str, Doubt]:
    """Give the scans whose listed paper their pages do not bear out, and why, by their ids.

    A row is belied by both only: a register may be written in words of its own, and then no paper
    of it has the page's.
    """
    of_scan = defaultdict[str, list[Evidence]](list)
    for one in evidence:
        of_scan[one.document_id].append(one)
    doubts = {
        scan.document_id: _doubt(scan.listed_id, of_scan[scan.document_id])
        for scan in seen
        if scan.listed_id
    }
    return {document: doubt for document, doubt in doubts.items() if doubt}


def _doubt(listed: str, papers: Sequence[Evidence]) -> Doubt | None:
    if _is_belied(listed, papers):
        return Doubt.BELIED
    return None if _is_supported(listed, papers) else Doubt.UNSUPPORTED


def _is_supported(listed: str, papers: Sequence[Evidence]) -> bool:
    """Say whether the page names this paper, and no other as well as it, the list left aside."""
    own = next((one for one in papers if one.record_id == listed), None)
    if own is None or not any(own.by(name).level in said for name, said in _NAMING.items()):
        return False
    return all(_by_pages(one) < _by_pages(own) for one in papers if one is not own)


def _by_pages(one: Evidence) -> float:
    return one.bits - one.by(Witness.LIST).bits


def _is_belied(listed: str, papers: Sequence[Evidence]) -> bool:
    if not any(one.record_id == listed and one.has_anothers_words for one in papers):
        return False
    return any(
        one.record_id != listed
        and one.is_beside_if_read
        and one.by(Witness.SUBJECT).level in _ITS_WORDS
        for one in papers
    )
