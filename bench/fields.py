"""`python -m bench.fields`: which fields the pages of real papers say, and how many are right.

Claims checked (issue 12, description): number 92 of 100, date 97, type 98, issuing body 92, subject
88 (95 % alike), signer 60; wrong without a finding: no number, no date, no signer.

The documents of `../shared/data/real_vi` and `real_vi_2`: scans as a batch takes them in, what was
born digital rendered; of long ones the first pages and the last. With `--texts` the page texts are
kept in a folder and not read again by the next run of the same reading version. With `--lists` it
is measured what lists correct (`bench.office_lists`).
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from rapidfuzz import fuzz

from bench.office_lists import RealPaper, print_corrections
from bench.told import Reading, is_about_head, real_papers
from sohoa.describe.describing import describe
from sohoa.describe.doubts import doubts
from sohoa.domain.paper_fields import FieldName, PaperDescription
from sohoa.domain.paper_findings import BODY_UNSURE, SIGNER_UNSURE, SUBJECT_UNSURE
from sohoa.domain.stage_results import Finding, PageText
from sohoa.domain.vietnamese import fold, nfc, squeeze
from sohoa.ocr.store import load_page_text

#: Of a document so many pages are read from the front, and the last one.
FRONT = 5
MOST_RENDERED = 12
_SUBJECT_SIGN = re.compile(r"^\(?(?:v ?/ ?v|về việc|về)\s*[:.]?\s*", re.IGNORECASE)
_RANK = re.compile(r"^(?:TS\.|Đại tá|Thượng tướng)\s*")
_ALIKE, _ALIKE_SUBJECT, _ALIKE_TITLES = 92.0, 95.0, 90.0


def main() -> None:
    """Describe all documents, and print what was wrong, and a table."""
    parser = argparse.ArgumentParser(prog="bench.fields", description=__doc__)
    parser.add_argument("--texts", type=Path, help="folder that keeps the page texts")
    parser.add_argument("--lists", action="store_true", help="and what lists correct")
    arguments = parser.parse_args()
    counts: Counter[tuple[FieldName, str]] = Counter()
    papers = list[RealPaper]()
    spent = described = 0.0
    with tempfile.TemporaryDirectory(prefix="sohoa-fields-") as folder:
        texts = arguments.texts or Path(folder) / "texts"
        texts.mkdir(exist_ok=True)
        for name, truth, pages, found in documents(Path(folder), Reading(texts)):
            told = any(is_about_head(one, found) for one in found)
            began = time.process_time()
            paper = describe(pages)
            spent, described = spent + time.process_time() - began, described + 1
            counts.update(_judge(name, truth, paper, told=told))
            papers.append(RealPaper(name, truth, tuple(pages), paper))
    _print_table(counts)
    print(f"\n{1000 * spent / described:.1f} ms of CPU a document to describe it")
    if arguments.lists:
        print_corrections(papers, is_right)


def is_right(field: FieldName, said: str, truth: Mapping[str, str]) -> bool | None:
    """Say whether a field is as the truth has it; `None` if that says nothing of it."""
    column, is_same = _FIELDS[field]
    wanted = truth.get(column) or truth.get(_OTHER_COLUMNS.get(column, ""), "")
    return is_same(said, wanted) if wanted else None


def documents(
    folder: Path, reading: Reading
) -> Iterator[tuple[str, Mapping[str, str], list[PageText], tuple[Finding, ...]]]:
    """Give each document with its truth, its page texts, and the findings of reading it."""
    for path, truth, pages in real_papers(folder, last=MOST_RENDERED):
        kept = pages if len(pages) <= FRONT else (*pages[:FRONT], pages[-1])
        read = reading.pages(path.name, kept)
        texts = [load_page_text(one.text_path) for one in read.pages]
        yield path.name, truth, texts, read.findings


def _judge(
    name: str, truth: Mapping[str, str], paper: PaperDescription, *, told: bool
) -> Iterator[tuple[FieldName, str]]:
    unsure = {one.code for one in doubts(paper)}
    for field, (column, _is_same) in _FIELDS.items():
        said = paper.value(field)
        answer = is_right(field, said, truth)
        if answer is None:
            continue
        yield field, "asked"
        if answer:
            yield field, "right"
            continue
        wanted = truth.get(column) or truth.get(_OTHER_COLUMNS.get(column, ""), "")
        is_told = not said or _UNSURE.get(field) in unsure or (field in _OF_HEAD and told)
        yield field, "told" if is_told else "wrong, untold"
        print(f"{name} {field.value}: {wanted!r}, read {said!r}{'' if is_told else ' UNTOLD'}")


def _same(said: str, wanted: str) -> bool:
    return said == nfc(wanted)


def _same_type(said: str, wanted: str) -> bool:
    return fold(said) == fold(wanted) or (bool(said) and f"({fold(said)})" in fold(wanted))


def _same_body(said: str, wanted: str) -> bool:
    """Without what the truth says in brackets, and before a body of another."""
    own = re.sub(r"\(.*?\)", "", wanted).split(", ")[-1].split(" - ")[-1]
    return fuzz.ratio(_plain(said), _plain(own)) >= _ALIKE


def _same_subject(said: str, wanted: str) -> bool:
    """Where the truth breaks off (`...`), up to there."""
    begin = _SUBJECT_SIGN.sub("", squeeze(wanted).casefold())
    told = _SUBJECT_SIGN.sub("", squeeze(said).casefold())
    if "..." in begin:
        begin = begin.partition("...")[0].strip()
        return fuzz.partial_ratio(begin, told) >= _ALIKE_SUBJECT and len(told) >= len(begin)
    return fuzz.ratio(told, begin) >= _ALIKE_SUBJECT


def _same_person(said: str, wanted: str) -> bool:
    return said == _RANK.sub("", nfc(wanted))


def _same_titles(said: str, wanted: str) -> bool:
    return fuzz.ratio(_plain(said), _plain(wanted)) >= _ALIKE_TITLES


def _plain(text: str) -> str:
    bare = re.sub(r"[\W_]+", " ", fold(text)).strip()
    return re.sub(r"\bubnd\b", "uy ban nhan dan", bare)


#: Fields whose doubts are findings of reading.
_OF_HEAD = (FieldName.NUMBER, FieldName.FORMED, FieldName.RECORD_TYPE)
#: Fields whose doubts are findings of describing.
_UNSURE: Mapping[FieldName, str] = {
    FieldName.ISSUING_BODY: BODY_UNSURE.code,
    FieldName.SUBJECT: SUBJECT_UNSURE.code,
    FieldName.SIGNER: SIGNER_UNSURE.code,
}
#: Field → column of the truth, and how the two are compared.
_FIELDS: Mapping[FieldName, tuple[str, Callable[[str, str], bool]]] = {
    FieldName.NUMBER: ("so_ky_hieu", _same),
    FieldName.FORMED: ("date", _same),
    FieldName.RECORD_TYPE: ("doc_type", _same_type),
    FieldName.ISSUING_BODY: ("issuing_body", _same_body),
    FieldName.SUBJECT: ("trich_yeu", _same_subject),
    FieldName.SIGNER: ("signer", _same_person),
    FieldName.PLACE: ("place", _same),
    FieldName.SIGNED_AS: ("signing_capacity", _same_titles),
}
_OTHER_COLUMNS = {"doc_type": "type"}


def _print_table(counts: Counter[tuple[FieldName, str]]) -> None:
    print("\n| field | right | of | % | not right: told | untold |\n|---|---|---|---|---|---|")
    for field in _FIELDS:
        asked, right = counts[field, "asked"], counts[field, "right"]
        share = f"{100 * right / asked:.0f}" if asked else ""
        told, untold = counts[field, "told"], counts[field, "wrong, untold"]
        print(f"| {field.value} | {right} | {asked} | {share} | {told} | {untold} |")


if __name__ == "__main__":
    main()
