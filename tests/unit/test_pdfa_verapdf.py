"""veraPDF where a site has it. The program here is a stand-in with veraPDF's way of answering:
the real one cannot be installed from where tests get their packages; the last test uses it where
it is there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pdfa_samples import draw_page, read_document, read_page

from sohoa.domain.errors import NotPdfaError, TimeLimitError, ToolMissingError
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.verapdf import ask_verapdf, find_verapdf, verapdf_version

FAILED = (
    '<rule specification="ISO 19005-2:2011" clause="6.6.4" testNumber="3" status="failed" '
    'failedChecks="1">'
)


@pytest.fixture
def stand_in(tmp_path):
    """A program that notes how it was called and answers as told."""

    def make(answer: str = "", *, status: int = 0, seconds: float = 0) -> Path:
        path = tmp_path / "bin" / "verapdf"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f'#!/bin/sh\nsleep {seconds}\necho "$@ $JAVA_OPTS" > {tmp_path}/called\n'
            f"cat <<'END'\n{answer}\nEND\nexit {status}\n"
        )
        path.chmod(0o755)
        return path

    return make


def build(tmp_path: Path, **settings: object) -> None:
    read = read_document(read_page(tmp_path, *draw_page()))
    choices = PdfaSettings.model_validate(settings)
    build_pdfa(read, tmp_path / "a.pdf", settings=choices, producer="Sohoa")


def test_it_is_found_where_the_settings_say_or_on_the_path(stand_in, tmp_path, monkeypatch):
    """Named, on the PATH, nowhere, or not wanted."""
    program = stand_in()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_verapdf("") is None
    assert find_verapdf(str(program)) == program
    monkeypatch.setenv("PATH", str(program.parent))

    assert find_verapdf("") == program
    assert find_verapdf("none") is None
    with pytest.raises(ToolMissingError, match="elsewhere"):
        find_verapdf("/elsewhere/verapdf")


def test_its_no_keeps_a_file_from_its_name(stand_in, tmp_path):
    """What the two validators passed and veraPDF does not is refused, by veraPDF's rule."""
    program = stand_in(FAILED, status=1)

    with pytest.raises(NotPdfaError, match=r"veraPDF:6\.6\.4-3"):
        build(tmp_path, verapdf=str(program))
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize(("level", "flavour"), [("b", "2b"), ("u", "2u")])
def test_its_yes_lets_a_file_pass(stand_in, tmp_path, level, flavour):
    """It is asked for the level that the file claims, with bounds on Java's memory."""
    program = stand_in("<report/>")

    build(tmp_path, verapdf=str(program), level=level)

    assert (tmp_path / "a.pdf").exists()
    called = (tmp_path / "called").read_text()
    assert called.startswith(f"--flavour {flavour} --format xml")
    assert "-Xmx" in called


@pytest.mark.parametrize(("answer", "status"), [("", 1), (FAILED, 7), ("Error: no Java", 127)])
def test_no_judgement_is_no_yes(stand_in, tmp_path, answer, status):
    """A validator that gave up has not said that the file is valid."""
    rule = ask_verapdf(stand_in(answer, status=status), tmp_path, flavour="2b", seconds=20)

    assert rule == "veraPDF:NOT-CHECKED"


def test_it_has_a_time_limit(stand_in, tmp_path):
    """One that hangs is ended, and the document tried again."""
    with pytest.raises(TimeLimitError):
        ask_verapdf(stand_in(seconds=30), tmp_path, flavour="2b", seconds=0.2)


def test_it_tells_its_version(stand_in, tmp_path):
    """The first line of what it says."""
    assert verapdf_version(stand_in("veraPDF 1.29.1\nBuilt: …")) == "veraPDF 1.29.1"
    assert verapdf_version(tmp_path / "nothing") == ""


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not on this machine")
@pytest.mark.parametrize("level", ["b", "u"])
def test_the_real_one_agrees(tmp_path, level):
    """What we build is valid by the reference."""
    build(tmp_path, level=level, verapdf="verapdf")
