"""`python -m bench.pdfa_corpus`: what our checks say of veraPDF's corpus, written as a table.

Each file's name says whether it is valid and, if not, which clause it breaks. Two validators
judge it, as they judge what we build: page-validation, by the level the file claims, and
pikepdf's, which knows 2b only and may answer that it cannot tell.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pikepdf
import pikepdf.pdfa

from sohoa.active_content import active_kinds_of
from sohoa.pdfa.validation import validate_pdfa

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "pdfa_corpus"
TABLE = Path(__file__).resolve().parents[1] / "docs" / "pdfa-corpus.md"

_HEAD = """# What our checks say of veraPDF's corpus

Made by `python -m bench.pdfa_corpus` from the {count} files of `../shared/data/pdfa_corpus`
(credit: veraPDF consortium, CC-BY-4.0); a test compares it with what the checks say today. Each
name says whether the file is valid and which clause of ISO 19005-2 it is about.

- **page-validation** {page_version} judges by the level a file claims (2b or 2u).
- **pikepdf** {pikepdf_version} judges by 2b and says "cannot tell" of what it does not know
  (fonts of other kinds, forms, transparency, JPEG 2000 …). Of our own files it knows everything
  but JPEG 2000, whose headers we read ourselves, and the claim of level u (ADR 7).
- **together**: a file passes only if the first finds nothing and the second says neither "fails"
  nor "cannot tell". That is the gate for what we build. It refuses many valid files of others: it
  is not made to judge those. Signed files, which pikepdf's cannot judge, are checked again by
  page-validation alone.

A *miss* is a file that must fail and is passed; a *false alarm* one that must pass and is not.

{totals}

## By clause

| clause | must fail | must pass | page-validation: misses, false alarms \
| pikepdf: misses, cannot tell, false alarms | together: misses |
|---|---:|---:|---|---|---:|
{rows}

## Active content

Our look for what acts (`sohoa.active_content`) is no validator, but where the corpus breaks a
rule by acting it should see it. Files that must fail of clause 6.5 (actions) and 6.8 (embedded
files), and what it saw:

{active}
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """One file of the corpus, and what was said of it."""

    name: str
    clause: str
    must_pass: bool
    page_passes: bool
    pikepdf_verdict: str
    kinds: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """The verdict of both together."""
        return self.page_passes and self.pikepdf_verdict == "pass"


def judge(corpus: Path) -> list[Judged]:
    """Ask both validators about every file."""
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    return [_judged(corpus / row["file"], row) for row in rows]


def _judged(path: Path, row: dict[str, str]) -> Judged:
    try:
        verdict = str(pikepdf.pdfa.validate_written(path, "2b").verdict)
    except (pikepdf.PdfError, ValueError, KeyError, AttributeError, TypeError):
        verdict = "not_checked"
    try:
        kinds = tuple(sorted(active_kinds_of(path)))
    except ValueError:
        kinds = ()
    return Judged(
        row["file"],
        row["clause"],
        row["expected"] == "pass",
        not validate_pdfa(path, signed=False),
        verdict,
        kinds,
    )


def describe(judged: list[Judged]) -> str:
    """The whole document."""
    by_clause: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_clause[one.clause].append(one)
    clauses = sorted(by_clause, key=lambda clause: [int(part) for part in clause.split(".")])
    active = [
        f"- `{one.name}`: {', '.join(one.kinds) or 'nothing'}"
        for one in judged
        if not one.must_pass and one.clause.startswith(("6.5", "6.8"))
    ]
    return _HEAD.format(
        count=len(judged),
        page_version=version("page-validation"),
        pikepdf_version=pikepdf.__version__,
        totals=_totals(judged),
        rows="\n".join(_row(clause, by_clause[clause]) for clause in clauses),
        active="\n".join(active),
    )


def _totals(judged: list[Judged]) -> str:
    bad = [one for one in judged if not one.must_pass]
    good = [one for one in judged if one.must_pass]

    def line(name: str, refused: Iterable[Judged], untold: Iterable[Judged]) -> str:
        flagged, unsure = set(refused), set(untold)
        right = sum(one in flagged for one in bad) + sum(
            one not in flagged | unsure for one in good
        )
        misses = sum(one not in flagged | unsure for one in bad)
        alarms = sum(one in flagged for one in good)
        return f"| {name} | {right} | {misses} | {alarms} | {len(unsure)} |"

    return "\n".join(
        [
            f"| {len(bad)} must fail, {len(good)} must pass | agrees | misses | false alarms "
            "| cannot tell |",
            "|---|---:|---:|---:|---:|",
            line("page-validation", [one for one in judged if not one.page_passes], []),
            line(
                "pikepdf",
                [one for one in judged if one.pikepdf_verdict == "fail"],
                [one for one in judged if one.pikepdf_verdict == "not_checked"],
            ),
            line("together", [one for one in judged if not one.passes], []),
        ]
    )


def _row(clause: str, judged: list[Judged]) -> str:
    bad = [one for one in judged if not one.must_pass]
    good = [one for one in judged if one.must_pass]
    page = sum(one.page_passes for one in bad), sum(not one.page_passes for one in good)
    pike = (
        sum(one.pikepdf_verdict == "pass" for one in bad),
        sum(one.pikepdf_verdict == "not_checked" for one in judged),
        sum(one.pikepdf_verdict == "fail" for one in good),
    )
    together = sum(one.passes for one in bad)
    cells = [_count(page), _count(pike), str(together)]
    return f"| {clause} | {len(bad)} | {len(good)} | {' | '.join(cells)} |"


def _count(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


if __name__ == "__main__":
    TABLE.write_text(describe(judge(CORPUS)), encoding="utf-8")
    print(TABLE)
