"""Questions on the screen, and where the language is said: as people type them."""

from __future__ import annotations

import io
import subprocess
import sys

import click
import pytest

from sohoa.cli.main import run
from sohoa.cli.question import confirmed
from sohoa.language import speaking
from sohoa.workspace import HOME_VARIABLE


@pytest.fixture
def typed(monkeypatch):
    """Answers as they are typed, a line each; then nobody is there."""

    def answers(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return answers


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        *(("c", True), ("Có", True), ("y", True), ("YES", True)),
        *(("k", False), ("không", False), ("n", False), ("", False)),
    ],
)
def test_vietnamese_and_english_answers_are_taken(typed, answer, meant):
    """The first letter or the word, in either language; Enter alone is no."""
    typed(answer)

    assert confirmed("Thay thế?") is meant


def test_the_letters_are_those_of_the_language(typed, capsys):
    """`[c/K]` in Vietnamese, `[y/N]` in English, on standard error."""
    for language, letters in (("vi", "[c/K]"), ("en", "[y/N]")):
        typed("k")
        with speaking(language):
            confirmed("?")
        told = capsys.readouterr()
        assert (letters in told.err, told.out) == (True, "")


def test_what_is_neither_is_asked_again(typed, capsys):
    """Nothing is guessed."""
    typed("maybe", "y")

    assert confirmed("?")
    assert capsys.readouterr().err.count("? [") == 2


def test_nobody_there_is_told_which_option_answers(typed):
    """No terminal: no answer is made up, and the message names `--yes`."""
    typed()

    with pytest.raises(click.UsageError, match="--yes"):
        confirmed("?")


def test_the_language_is_taken_behind_the_command_too(capsys, tmp_path, monkeypatch):
    """In either spelling; what stands behind `--` is no option."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    for arguments in (["--lang", "en", "search", "-h"], ["search", "-h", "--lang", "en"]):
        assert run(arguments) == 0
        assert "Usage:" in capsys.readouterr().out
    assert run(["search", "--lang=en", "-h"]) == 0
    assert "Usage:" in capsys.readouterr().out
    assert run(["search", "--lang=vi", "-h"]) == 0
    assert "Cách dùng:" in capsys.readouterr().out
    assert run(["search", "-h", "--lang", "fr"]) == 2
    capsys.readouterr()
    assert run(["search", "--", "--lang", "en"]) == 0
    assert "Không" in capsys.readouterr().out


def test_a_pin_that_nobody_can_type_names_the_setting():
    """Without a terminal the variable in the settings is the way."""
    script = "from sohoa.cli.sign import _ask; _ask('token')"

    done = subprocess.run(
        [sys.executable, "-c", script],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        capture_output=True,
        text=True,
    )

    assert "UsageError" in done.stderr
    assert "pin_env" in done.stderr
