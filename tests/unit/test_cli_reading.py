"""What the commands that read tell a person: the reason with its remedy, papers without a scan."""

from __future__ import annotations

import json

import pytest
from catalogue_samples import NOON, archive, note, paper, store

from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Description


@pytest.fixture
def catalogue(office):
    """The office's catalogue, open for writing."""
    with Catalogue.open(office.catalogue_url) as opened:
        yield opened


@pytest.fixture
def said(capsys):
    """Run a command and give its exit code and what it printed."""

    def of(*arguments: str) -> tuple[int, str]:
        code = run(arguments)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return of


def test_list_says_what_to_do_about_a_rejection(catalogue, said):
    """The reason alone helps nobody: what to do stands in the same line."""
    empty = note("hop.1", DocumentState.QUARANTINED, reason_code="INTAKE-001")
    catalogue.note_states(batch="Hộp 01", phase=2, states=[empty])

    _code, text = said("list", "--state", "quarantined")

    assert "[INTAKE-001] tệp rỗng. Quét lại giấy và thay bằng tệp mới." in text


def test_a_paper_that_search_names_can_be_shown(catalogue, said):
    """`search` gives the register id of a paper without a scan; `show` knows it."""
    store(catalogue, paper("12/QĐ-SVHTTDL"))

    code, text = said("show", "so-000001")
    _code, as_json = said("show", "SO-000001", "--json")

    assert code == 0
    assert "chưa số hóa" in text
    assert "Kệ 2, hộp 14" in text
    assert json.loads(as_json)["id"] is None
    assert json.loads(as_json)["number"] == "12/QĐ-SVHTTDL"


def test_show_knows_neither_document_nor_paper(catalogue, said):
    """What is in neither is a mistake of the command line, named with its code."""
    store(catalogue, paper())

    code, text = said("show", "SO-000002")

    assert code == 2
    assert "[CATALOGUE-903]" in text


def test_times_are_told_in_vietnam(catalogue, said, office):
    """The clerk's clock and the stamp on the page show +07:00; so does `show`."""
    archive(catalogue, office.archive_dir, "hop.1", archived_at=NOON)

    _code, text = said("show", "hop.1")

    assert "01/06/2023 12:00:00 +07:00" in text


def test_status_of_an_empty_register_names_the_floor(office, said):
    """No paper to measure is not "no floor": the year's floor is still told."""
    _code, text = said("status", "--as-of", "2023-12-31")
    _code, before = said("status", "--as-of", "2020-12-31")

    assert "70\u202f%" in text
    assert "sổ chưa có giấy tờ còn hiệu lực nào để tính" in text
    assert "chưa có chỉ tiêu áp dụng" in before


def test_numbers_follow_the_language(catalogue, said, office):
    """A third is 33,3 in Vietnamese and 33.3 in English."""
    store(catalogue, *(paper(number) for number in ("1/QĐ", "2/QĐ", "3/QĐ")))
    listed = catalogue.link(Description(number="1/QĐ"))
    archive(catalogue, office.archive_dir, "hop.1", description=listed)

    _code, vietnamese = said("status")
    _code, english = said("--lang", "en", "status")

    assert "33,3" in vietnamese
    assert "33.3" in english


def test_a_workspace_that_is_not_there_is_not_an_empty_one(said, monkeypatch, tmp_path):
    """A slip in SOHOA_HOME must not look like an office without documents."""
    monkeypatch.setenv("SOHOA_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("SOHOA_LANG", "vi")
    monkeypatch.setenv("LANGUAGE", "vi")

    code, text = said("list")
    init, _text = said("init")

    assert code == 2
    assert "sohoa init" in text
    assert init == 0


def test_an_unknown_language_is_refused_in_vietnamese(office, said):
    """A slip in `--lang` does not turn the texts into English."""
    code, text = said("--lang=fr", "status")

    assert code == 2
    assert "Lỗi" in text
