"""What the words of a page say of the paper that a list names.

A list's row decides which paper a scan is of, and number, date and type of the page can contradict
it. Where they do not, or were not read, its words may still be those of the paper beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sohoa.matching.evidence import Evidence, Level, Witness
from sohoa.matching.seen_paper import SeenPaper

#: Words that few papers have, to the end or as far as the row goes.
_ITS_WORDS = frozenset({Level.SAME, Level.BEGIN})


def belied_by_words(seen: Sequence[SeenPaper], evidence: Iterable[Evidence]) -> frozenset[str]:
    """Give the scans whose listed paper has another's words, while one beside it has the page's.

    Both: a register may be written in words of its own, and then no paper of it has the page's.
    """
    of_scan = defaultdict[str, list[Evidence]](list)
    for one in evidence:
        of_scan[one.document_id].append(one)
    return frozenset(
        one.document_id
        for one in seen
        if one.listed_id and _is_belied(one.listed_id, of_scan[one.document_id])
    )


def _is_belied(listed: str, papers: Sequence[Evidence]) -> bool:
    if not any(one.record_id == listed and one.has_anothers_words for one in papers):
        return False
    return any(
        one.record_id != listed
        and one.is_beside_if_read
        and one.by(Witness.SUBJECT).level in _ITS_WORDS
        for one in papers
    )
