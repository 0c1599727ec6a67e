"""The catalogue of findings: what is raised, what is said, and what settings may name agree."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import finding_page
import pytest
from catalogue_samples import note

from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain import paper_findings, scan_findings
from sohoa.domain.errors import RescanFirstError, SettingsError, explain
from sohoa.domain.facts import DIFFERENCES
from sohoa.domain.finding_kind import FindingKind, Need, ValueIs
from sohoa.domain.findings import KINDS, RULES, finding_advice, finding_labels, finding_text
from sohoa.domain.needs import FIXED, JUDGMENTS, NeedRules
from sohoa.domain.stage_results import Finding
from sohoa.language import _, set_language
from sohoa.need_rules import load_need_rules
from sohoa.ocr.settings import QualitySettings
from sohoa.settings import load_settings
from sohoa.workspace import CHECKOUT

_CODE = re.compile(r"\b[a-z]+(?:[-_][a-z]+)+\b")
_DECLARING = {"scan_findings", "paper_findings"}
#: Where a `Finding` is read back, or made by its kind.
_MAY_CALL = {"sohoa/alto.py", "sohoa/domain/finding_kind.py"}


@cache
def _sources() -> tuple[tuple[str, ast.Module], ...]:
    """The name of each module and its tree."""
    return tuple(
        (path.relative_to(CHECKOUT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for part in ("flows", "sohoa", "tasks")
        for path in sorted(CHECKOUT.joinpath(part).rglob("*.py"))
    )


@pytest.fixture(scope="module", autouse=True)
def _trees_are_let_go() -> Iterator[None]:
    yield
    _sources.cache_clear()


def _declared() -> dict[str, FindingKind]:
    """Every declaration by the name of its constant."""
    return {
        name: kind
        for module in (scan_findings, paper_findings)
        for name, kind in vars(module).items()
        if isinstance(kind, FindingKind)
    }


def _named_in(tree: ast.Module) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_no_code_is_raised_by_hand():
    """A finding is made by its declaration alone: a misspelt code is no name, and mypy says so."""
    by_hand = [
        f"{name}:{node.lineno}"
        for name, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding" and node.args
        if name not in _MAY_CALL
    ]
    kinds = [
        name
        for name, tree in _sources()
        if Path(name).stem not in {*_DECLARING, "finding_kind", "findings"}
        if any(isinstance(n, ast.Call) and getattr(n.func, "id", "") == "FindingKind"
               for n in ast.walk(tree))
    ]  # fmt: skip

    assert (by_hand, kinds) == ([], [])


def test_every_declared_finding_is_raised():
    """What nothing raises says nothing: it goes."""
    named = set[str]()
    for name, tree in _sources():
        if Path(name).stem not in _DECLARING:
            named |= _named_in(tree)
    gathered = {kind.code for kind in paper_findings.LIST_REFUSED}
    gathered |= {kind.code for kind in paper_findings.ARRIVED_SIGNATURES.values()}

    idle = {kind.code for name, kind in _declared().items() if name not in named}
    assert idle - gathered == set()


def test_a_code_is_declared_once():
    """Under the name that it has, and never under one that an old catalogue may hold."""
    declared = _declared()

    assert len(KINDS) == len(declared) > 70
    assert {kind.code.upper().replace("-", "_"): kind for kind in KINDS.values()} == declared
    assert not KINDS.keys() & JUDGMENTS
    assert DIFFERENCES <= FIXED


def test_every_finding_has_words_in_both_languages():
    """A code on the screen of a clerk says nothing."""
    set_language("vi")
    texts = [(kind.text, kind.label, kind.advice, kind.rule) for kind in KINDS.values()]

    assert [text for told in texts for text in told if text and _(text) == text] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_finding_is_told_with_its_value(language: str):
    """And with what to do about it, if there is anything to do; never by its code."""
    set_language(language)
    for kind in KINDS.values():
        value = "blur, skew" if kind.value_is is ValueIs.CODES else "17"
        told, label = finding_text(kind.of(value), _), finding_labels([kind.code], _)
        assert "{" not in told + label
        assert ("17" in told) == ("{value}" in kind.text and kind.value_is is not ValueIs.CODES)
        assert label
        assert label != kind.code
        assert bool(finding_advice(kind.at(), _)) == bool(kind.advice)
    held, _remedy = explain(RescanFirstError.code, {"reasons": "missing-pages, layers-unsure"}, _)
    needed = NeedRules.of({}).said([Finding("blur", 1), Finding("low-resolution", 1)], _)
    for text in (held, *needed):
        assert not _CODE.search(text), text


def test_a_code_of_a_later_program_is_shown_as_it_is():
    """Better than nothing, and no error."""
    assert finding_text(Finding("from-tomorrow", 2, "7"), str) == "page 2: from-tomorrow 7"


def test_the_page_of_findings_is_up_to_date():
    """`docs/findings.md` has a row for each code, in the words of today, and none for one gone."""
    set_language("vi")

    assert finding_page.PAGE.read_text(encoding="utf-8") == finding_page.page()


# --- settings ---------------------------------------------------------------------------------

PARTS = ["rescan", "rescan_if_can", "review", "hold"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("code", ["blurr", "rescan", "number-differs", "date-confirmed"])
def test_what_settings_may_not_name_is_refused(part: str, code: str):
    """`blurr` would hold nothing back, and nobody would know; a question has its own answer."""
    with pytest.raises(ValueError, match=code):
        QualitySettings.model_validate({part: [code]})


@pytest.mark.parametrize("part", PARTS)
def test_both_readers_of_the_settings_refuse_it(office, part: str):
    """Commands that only read look into the same lines, and say the same."""
    _configure(office, part, ["blurr"])

    with pytest.raises(SettingsError, match=r"settings.toml: ocr.quality: .*blurr"):
        load_need_rules(office.config_dir)
    with pytest.raises(SettingsError, match=r"settings.toml: ocr.quality: .*blurr"):
        load_settings(office.config_dir)


def test_the_settings_that_come_with_it_are_the_declared():
    """The lines of `config/settings.toml`, the defaults, and the declarations: one and the same."""
    declared = NeedRules.of({})

    assert QualitySettings().needs == declared
    assert load_need_rules(CHECKOUT / "config") == declared
    assert declared.problem(str) == ""
    assert {kind.code for kind in KINDS.values() if kind.need is Need.RESCAN} == declared.rescan
    assert declared.rescan_if_can == RULES.keys()


def _configure(office, part: str, codes: list[str]) -> None:
    """Give the office the settings that come with Sohoa, one list of them another."""
    shutil.copytree(CHECKOUT / "config", office.config_dir, dirs_exist_ok=True)
    path = office.config_dir / "settings.toml"
    line = re.compile(rf"^{part} = \[.*?\]$", re.MULTILINE | re.DOTALL)
    text, count = line.subn(f"{part} = {json.dumps(codes)}", path.read_text(encoding="utf-8"))
    assert count == 1
    path.write_text(text, encoding="utf-8")


def test_a_changed_setting_changes_every_list_and_figure(office, capsys):
    """Nothing is stored of what has to be done: `list`, `status` and the page of one document."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        leaning = note("leaning", findings=(Finding("skew", 4, "4.0 > 3"),))
        catalogue.note_states(batch="Hộp 01", phase=2, states=[leaning])

    def needs() -> list[object]:
        told = list[object]()
        for command in (["list", "--needs", "rescan"], ["list", "--needs", "review"], ["status"]):
            assert run([*command, "--json"]) == 0
            told.append(json.loads(capsys.readouterr().out))
        assert run(["show", "leaning"]) == 0
        rescan, review, status = told
        said = capsys.readouterr().out
        return [len(rescan), len(review), status["to_rescan"]["pages"], "phải quét lại" in said]

    _configure(office, "review", ["skew"])
    assert needs() == [0, 1, 0, False]
    _configure(office, "rescan", ["skew", "missing-pages", "note-not-drawn", "layers-unsure"])
    assert needs() == [1, 1, 1, True]
