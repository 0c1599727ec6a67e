"""Lists that are right, and wrong: `python -m bench.matching --lists`.

A list's row decides which paper a scan is of; the page can contradict it, by number, date and type,
and by its words. The register has the slips of clerks; numbers are read as they are, or three of
ten are damaged and nobody doubts it. As in the line, what contradicts its row is asked about, and
a row that nothing on its page bears out.

Claims checked (issue 12): a wrong list is named, 100 %, and none of it signed; a right list causes
few questions.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bench.hard_registers import Case
from bench.looked_up import Index, comparing_of
from bench.misreading import with_misread_number
from bench.registers import Rows, as_clerks_write
from sohoa.domain.facts import compare
from sohoa.domain.stage_results import Description, Said
from sohoa.matching.batch import weigh
from sohoa.matching.listed import Doubt, doubted_lists
from sohoa.matching.seen_paper import SeenPaper

_Lists = Callable[[Sequence[str], Rows, random.Random], Sequence[str]]


def _right(ids: Sequence[str], _rows: Rows, _chance: random.Random) -> Sequence[str]:
    return ids


def _shifted(ids: Sequence[str], _rows: Rows, _chance: random.Random) -> Sequence[str]:
    return [*ids[1:], ids[0]]


def _swapped(ids: Sequence[str], _rows: Rows, _chance: random.Random) -> Sequence[str]:
    pairs = [ids[at : at + 2] for at in range(0, len(ids), 2)]
    return [one for pair in pairs for one in reversed(pair)]


def _typed(ids: Sequence[str], rows: Rows, chance: random.Random) -> Sequence[str]:
    """Each for a paper beside it: of the same day and symbol."""
    beside = defaultdict[tuple[str, str], list[str]](list)
    for at, row in rows.items():
        beside[row.number.partition("/")[2], row.formed.iso].append(at)
    keys = [(rows[at].number.partition("/")[2], rows[at].formed.iso) for at in ids]
    return [
        chance.choice([one for one in beside[key] if one != at] or [at])
        for at, key in zip(ids, keys, strict=True)
    ]


_KINDS: Mapping[str, _Lists] = {
    "right": _right,
    "shifted by one": _shifted,
    "swapped in pairs": _swapped,
    "typed for a neighbour": _typed,
}


def print_lists(cases: Sequence[Case], rows: Rows, *, times: int) -> None:
    """Judge each kind of list as the line does, and print a table."""
    print("| list | rows | wrong rows | asked by the head | and by words | and where nothing bears "
          "it out | wrong, not asked |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for damaged in (False, True):
        for kind, listing in _KINDS.items():
            total = Counter[str]()
            for seed in range(times):
                seen = [
                    _read(one.seen, f"{seed} {at}", damaged=damaged) for at, one in enumerate(cases)
                ]
                ids = [one.truth for one in cases]
                named = listing(ids, rows, random.Random(seed))  # noqa: S311 - the same lists
                total += _judged(seen, ids, named, as_clerks_write(rows, seed=seed))
            name = f"{kind}, numbers damaged" if damaged else kind
            keys = ("rows", "wrong", "head", "words", "asked", "passed")
            print(f"| {name} | {' | '.join(str(total[key]) for key in keys)} |", flush=True)


def _read(seen: SeenPaper, seed: str, *, damaged: bool) -> SeenPaper:
    return with_misread_number(seen, seed) if damaged else seen


def _judged(
    seen: Sequence[SeenPaper], ids: Sequence[str], named: Sequence[str], rows: Rows
) -> Counter[str]:
    listed = [replace(one, listed_id=at) for one, at in zip(seen, named, strict=True)]
    evidence = list(weigh(listed, Index(rows), comparing_of(rows)))
    doubts = doubted_lists(listed, evidence)
    found = Counter[str]()
    for scan, truth in zip(listed, ids, strict=True):
        by_head = _is_contradicted(scan, rows)
        doubt = doubts.get(scan.document_id)
        by_words = by_head or doubt is Doubt.BELIED
        is_asked = by_words or doubt is not None
        is_wrong = scan.listed_id != truth
        found += Counter({"rows": 1, "wrong": is_wrong, "head": by_head, "words": by_words,
                          "asked": is_asked, "passed": is_wrong and not is_asked})  # fmt: skip
    return found


def _is_contradicted(scan: SeenPaper, rows: Rows) -> bool:
    """By number, date and type, as in the line."""
    row = rows[scan.listed_id]
    registered = Said(row.number, row.formed, row.record_type)
    known = Description(record_id=scan.listed_id, number=row.number, registered=registered)
    return bool(compare(Said(scan.number, scan.formed, scan.record_type), known))
