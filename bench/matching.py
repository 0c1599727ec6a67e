"""`python -m bench.matching`: which scans find their papers, and which are given another's.

Claims checked (issue 12, matching): against 5,000 rows 92 of 100 real heads are accepted without a
person, 85 with the slips of clerks; none wrongly, and none where its own row is missing; the true
row is among the first three shown for 98; with 30 of 100 numbers damaged half are accepted and none
wrongly, nor where clerks' slips, misread days and near-identical papers come together. Of drawn
heads at most 1 of 2,000 wrongly, and 4 of 2,000 whose row is missing. 500 scans against 100,000
rows take at most 10 s of CPU and 300 MB.

Real heads are those of `../shared/data`, read as `bench.fields` reads them (`--texts` keeps what
was read). Drawn ones need no data: a paper is drawn, and what a reader makes of it. Each set is
drawn several times: other slips, other damage.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bench.boxes import print_boxes
from bench.fields import documents
from bench.hard_registers import Case, claimed_twice, in_runs, with_exchanged_words
from bench.looked_up import Index, comparing_of
from bench.misreading import read_of_a_reader, with_misread_day, with_misread_number
from bench.registers import Rows, among_their_like, as_clerks_write, drawn_rows
from bench.told import Reading
from bench.wrong_lists import print_lists
from sohoa.describe.describing import describe
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord
from sohoa.matching.batch import decide_in_order, match, weigh
from sohoa.matching.comparing import Comparing
from sohoa.matching.evidence import Evidence, Level
from sohoa.matching.outcome import Proposal
from sohoa.matching.seen_paper import SeenPaper, seen_paper

_SEED = 12
_ROWS = 5_000
_DRAWN = 2_000
#: So many drawn papers stand each in a run of near-identical ones.
_RUNS = 400
#: With the rows of one scan of so many missing at a time.
_PARTS = 10
#: So often other clerks make other slips, and readers other errors.
_TIMES = 5

_Set = tuple[Sequence[Case], Rows]
#: What a set is of a register, drawn with a seed.
_Draws = Callable[[Sequence[Case], Rows, int], _Set]


def main() -> None:
    """Match, and print what was wrong, and a table."""
    parser = argparse.ArgumentParser(prog="bench.matching", description=__doc__)
    parser.add_argument("--texts", type=Path, help="folder that keeps the page texts")
    parser.add_argument("--drawn", action="store_true", help="drawn heads alone")
    parser.add_argument("--boxes", action="store_true", help="what the order in boxes adds, alone")
    parser.add_argument("--lists", action="store_true", help="lists that are wrong, alone")
    parser.add_argument("--asked", action="store_true", help="print what is asked of a person")
    parser.add_argument("--times", type=int, default=_TIMES, help="draw each set so often")
    arguments = parser.parse_args()
    if arguments.boxes:
        print_boxes(_read(arguments.texts), seed=_SEED)
        return
    if arguments.lists:
        print_lists(*_among_their_like(_read(arguments.texts), _ROWS), times=arguments.times)
        return
    print("| set | scans | accepted | wrong | true among first three | accepted, row missing |")
    print("|---|---|---|---|---|---|")
    bench = _Bench(times=arguments.times, asked=arguments.asked)
    if not arguments.drawn:
        _real(_read(arguments.texts), bench)
    _drawn(_Bench(times=1, asked=False))
    _many()


class _Bench:
    """Runs sets, each several times, and prints a row of the table for each."""

    def __init__(self, *, times: int, asked: bool) -> None:
        self._times, self._asked = times, asked

    def run(self, name: str, draws: _Draws, cases: Sequence[Case], rows: Rows) -> None:
        """Draw a set, match it, and print what was wrong and how many were right."""
        seeds = range(1 if draws is _clean else self._times)
        found = [self._once(*draws(cases, rows, seed)) for seed in seeds]
        total = sum((Counter(one) for one in found), Counter[str]())
        right, count = [one["right"] for one in found], total["scans"]
        print(f"| {name} | {count} | {min(right)} to {max(right)}, {_share(total['right'], count)} "
              f"| {total['wrong']} | {_share(total['among'], count)} | {total['missing']} |",
              flush=True)  # fmt: skip

    def _once(self, cases: Sequence[Case], rows: Rows) -> Mapping[str, int]:
        comparing, index = comparing_of(rows), Index(rows)
        seen = [one.seen for one in cases]
        evidence = list(weigh(seen, index, comparing))
        proposals = decide_in_order(seen, evidence, index, comparing)
        right, wrong = _judged(cases, proposals)
        among, missing = 0, 0
        for case, proposal in zip(cases, proposals, strict=True):
            among += any(one.record_id == case.truth for one in proposal.ranked)
            if proposal.outcome.is_settled and proposal.record_id != case.truth:
                _say("WRONG", case, proposal, rows)
            elif self._asked and not proposal.outcome.is_settled:
                _say("asked", case, proposal, rows)
        for case, proposal in _without_their_rows(cases, rows, evidence, comparing):
            missing += 1
            _say("ROW MISSING", case, proposal, rows)
        return {"scans": len(cases), "right": right, "wrong": wrong, "among": among,
                "missing": missing}  # fmt: skip


def _share(part: int, count: int) -> str:
    return f"{100 * part / count:.1f} %"


def _read(texts: Path | None) -> list[tuple[SeenPaper, RegisterRecord]]:
    with tempfile.TemporaryDirectory(prefix="sohoa-matching-") as folder:
        kept = texts or Path(folder) / "texts"
        kept.mkdir(exist_ok=True)
        return list(_real_heads(Path(folder), kept))


def _real_heads(folder: Path, texts: Path) -> Iterator[tuple[SeenPaper, RegisterRecord]]:
    for name, truth, pages, findings in documents(folder, Reading(texts)):
        page = " ".join(word.text for line in pages[0].lines for word in line.words)
        seen = seen_paper(name, describe(pages), findings, page=page)
        yield (
            seen,
            RegisterRecord(
                room="",
                record_type=truth.get("doc_type") or truth.get("type", ""),
                number=truth["so_ky_hieu"],
                formed=PartialDate.parse(truth["date"]),
                subject=truth["trich_yeu"],
            ),
        )


def _clean(cases: Sequence[Case], rows: Rows, _seed: int) -> _Set:
    return cases, rows


def _slips(cases: Sequence[Case], rows: Rows, seed: int) -> _Set:
    return cases, as_clerks_write(rows, seed=seed)


def _damaged(cases: Sequence[Case], rows: Rows, seed: int) -> _Set:
    return _misread(cases, with_misread_number, seed), rows


def _damaged_and_slips(cases: Sequence[Case], rows: Rows, seed: int) -> _Set:
    return _misread(cases, with_misread_number, seed), as_clerks_write(rows, seed=seed)


def _days_and_slips(cases: Sequence[Case], rows: Rows, seed: int) -> _Set:
    return _misread(cases, with_misread_day, seed), as_clerks_write(rows, seed=seed)


def _days_and_exchanged(cases: Sequence[Case], rows: Rows, seed: int) -> _Set:
    written = as_clerks_write(with_exchanged_words(rows, seed=seed), seed=seed)
    return _misread(cases, with_misread_day, seed), written


def _all_at_once(cases: Sequence[Case], rows: Rows, seed: int) -> _Set:
    days, written = _days_and_exchanged(cases, rows, seed)
    return _misread(days, with_misread_number, seed), written


def _claimed(cases: Sequence[Case], rows: Rows, seed: int) -> _Set:
    written = as_clerks_write(rows, seed=seed)
    return claimed_twice(cases, rows, written, seed=seed), written


def _misread(
    cases: Sequence[Case], reads: Callable[[SeenPaper, str], SeenPaper], seed: int
) -> list[Case]:
    return [Case(reads(one.seen, f"{seed} {at}"), one.truth) for at, one in enumerate(cases)]


_SETS: Mapping[str, _Draws] = {
    "clean": _clean,
    "clerks' slips": _slips,
    "30 % of numbers damaged": _damaged,
    "slips, 30 % of numbers damaged": _damaged_and_slips,
    "slips, 30 % of days misread": _days_and_slips,
    "the same, neighbours' words exchanged": _days_and_exchanged,
    "the same, 30 % of numbers damaged": _all_at_once,
    "slips, each paper claimed by two scans": _claimed,
}


def _real(read: Sequence[tuple[SeenPaper, RegisterRecord]], bench: _Bench) -> None:
    for count in (300, _ROWS):
        cases, rows = _among_their_like(read, count)
        for name, draws in _SETS.items():
            if count == _ROWS or draws in {_clean, _slips, _damaged}:
                bench.run(f"real, {count} rows, {name}", draws, cases, rows)
    near, own = in_runs([row for _seen, row in read], seed=_SEED)
    rows = near | {f"X-{at}": row for at, row in enumerate(drawn_rows(_ROWS, seed=_SEED))}
    cases = [Case(seen, at) for (seen, _row), at in zip(read, own, strict=True)]
    for draws in (_clean, _slips, _damaged_and_slips, _all_at_once):
        bench.run(f"real, among near-identical, {_called(draws)}", draws, cases, rows)


def _among_their_like(read: Sequence[tuple[SeenPaper, RegisterRecord]], count: int) -> _Set:
    rows = among_their_like([row for _seen, row in read], count, seed=_SEED)
    return [Case(seen, at) for (seen, _row), at in zip(read, rows, strict=False)], rows


def _called(draws: _Draws) -> str:
    return next(name for name, one in _SETS.items() if one is draws)


def _drawn(bench: _Bench) -> None:
    drawn = drawn_rows(_ROWS, seed=_SEED)
    rows = {f"SO-{at:06d}": row for at, row in enumerate(drawn, 1)}
    chance = random.Random(_SEED)  # noqa: S311 - the same heads each time
    ids = chance.sample(sorted(rows), _DRAWN)
    cases = [Case(read_of_a_reader(at, rows[at], chance), at) for at in ids]
    for draws in (_clean, _slips, _damaged, _damaged_and_slips, _all_at_once):
        bench.run(f"drawn, {_ROWS} rows, {_called(draws)}", draws, cases, rows)
    near, _own = in_runs(drawn[:_RUNS], seed=_SEED)
    ids = chance.sample(sorted(near), min(_DRAWN, len(near)))
    cases = [Case(read_of_a_reader(at, near[at], chance), at) for at in ids]
    for draws in (_clean, _slips, _damaged_and_slips):
        bench.run(f"drawn, near-identical, {_called(draws)}", draws, cases, near)


def _many() -> None:
    """500 scans against 100,000 rows: time and memory of matching, the words counted as well."""
    rows = {f"SO-{at:06d}": row for at, row in enumerate(drawn_rows(100_000, seed=_SEED), 1)}
    index, chance = Index(rows), random.Random(_SEED)  # noqa: S311 - the same heads each time
    cases = [
        Case(read_of_a_reader(at, rows[at], chance), at) for at in chance.sample(sorted(rows), 500)
    ]
    before, began = _megabytes(), time.process_time()
    proposals = match([one.seen for one in cases], index, comparing_of(rows))
    took = time.process_time() - began
    right, wrong = _judged(cases, proposals)
    print(f"\n500 scans, 100,000 rows: {took:.1f} s of CPU, {_megabytes() - before:.0f} MB more, "
          f"{right} accepted, {wrong} wrongly")  # fmt: skip


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _judged(cases: Iterable[Case], proposals: Iterable[Proposal]) -> tuple[int, int]:
    counts: Counter[str] = Counter()
    for case, proposal in zip(cases, proposals, strict=True):
        if proposal.outcome.is_settled:
            counts["right" if proposal.record_id == case.truth else "wrong"] += 1
    return counts["right"], counts["wrong"]


def _without_their_rows(
    cases: Sequence[Case], rows: Rows, evidence: Sequence[Evidence], comparing: Comparing
) -> Iterator[tuple[Case, Proposal]]:
    """Scans that are accepted though their own rows are taken out of the register."""
    for first in range(_PARTS):
        asked = cases[first::_PARTS]
        out, scans = {one.truth for one in asked}, {one.seen.document_id for one in asked}
        left = Index({at: row for at, row in rows.items() if at not in out})
        stays = [
            one for one in evidence if one.record_id not in out and one.document_id not in scans
        ]
        anew = weigh([one.seen for one in asked], left, comparing)
        found = decide_in_order([one.seen for one in cases], [*stays, *anew], left, comparing)
        for case, proposal in zip(cases, found, strict=True):
            if case.truth in out and proposal.outcome.is_settled:
                yield case, proposal


def _say(what: str, case: Case, proposal: Proposal, rows: Rows) -> None:
    seen = case.seen
    said = f"{seen.number} {seen.formed or '-'}"
    best = proposal.ranked[0] if proposal.ranked else None
    told = (one for one in best.compared if one.level is not Level.SILENT) if best else ()
    shown = " ".join(f"{one.witness}={one.level}" for one in told)
    held = rows.get(proposal.record_id)
    others = " ".join(f"{rows[one.record_id].number} {rows[one.record_id].formed} {one.bits:.1f};"
                      for one in proposal.ranked[1:] if one.record_id in rows)  # fmt: skip
    print(f"  {what} {seen.document_id}: {said} -> {proposal.outcome} "
          f"{f'{held.number} {held.formed}' if held else '-'} "
          f"{f'{best.bits:.1f}' if best else ''} {shown} [{others}]")  # fmt: skip


if __name__ == "__main__":
    main()
