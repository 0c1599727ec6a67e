"""The validator and the claim, on the veraPDF corpus and on files made to do harm."""

from __future__ import annotations

import csv

import pytest

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
