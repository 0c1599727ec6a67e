"""The validator and the claim, on the veraPDF corpus and on files made to do harm."""

from __future__ import annotations

import csv

import pytest

from bench.pdfa_corpus import TABLE, describe, judge
from sohoa.pdfa.validation import claims_pdfa, validate_pdfa

pytestmark = pytest.mark.real


def test_verdicts_are_those_of_the_corpus(shared_data):
    """Every file of PDF/A-2b that must fail fails, every one that must pass passes."""
    folder = shared_data / "pdfa_corpus"
    with (folder / "MANIFEST.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["flavour"] == "PDF/A-2b"]
    wrong = [
        row["file"]
        for row in rows
        if bool(validate_pdfa(folder / row["file"], signed=False)) != (row["expected"] == "fail")
    ]

    assert rows
    assert wrong == []


def test_the_table_of_the_corpus_is_of_today(shared_data):
    """`docs/pdfa-corpus.md` says what the checks say, and the first validator misses nothing."""
    judged = judge(shared_data / "pdfa_corpus")

    assert TABLE.read_text(encoding="utf-8") == describe(judged)
    assert [one.name for one in judged if one.passes and not one.must_pass] == []
    assert all(one.kinds for one in judged if not one.must_pass and one.clause.startswith("6.5"))


def test_hostile_files_get_an_answer(shared_data):
    """Encrypted, cut, looped, renamed: a claim and a verdict come back for each."""
    valid = set()
    for path in sorted((shared_data / "torture").glob("*.pdf")):
        claim = claims_pdfa(path)
        assert claim in {"", "PDF/A-1b", "PDF/A-2b", "PDF/A-3b"}, path.name
        if not validate_pdfa(path, signed=True):
            valid.add(path.name)
            assert claim == "PDF/A-2b", path.name

    assert not valid & {"vn_encrypted.pdf", "vn_truncated.pdf", "omp_invalid.pdf"}
