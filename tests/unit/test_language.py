"""What people read is Vietnamese, whole, and fits its English original."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from sohoa.language import _, set_language
from sohoa.workspace import CHECKOUT

CATALOGUE = CHECKOUT / "sohoa" / "locale" / "vi" / "LC_MESSAGES" / "sohoa.po"
PLACEHOLDER = re.compile(r"{(\w+)[^}]*}")


@pytest.fixture(scope="module")
def messages():
    """The Vietnamese catalogue."""
    with CATALOGUE.open("rb") as stream:
        return {message.id: message.string for message in read_po(stream) if message.id}


def test_every_text_of_the_program_is_translated(messages, tmp_path: Path):
    """Each text marked in the source stands in the catalogue, with a translation."""
    template = tmp_path / "sohoa.pot"
    extract = ["extract", "--no-location", "--keywords", "N_", "--output-file", str(template)]
    pybabel = str(Path(sys.executable).with_name("pybabel"))
    command = [pybabel, "--quiet", *extract, "flows", "sohoa", "tasks"]
    subprocess.run(command, cwd=CHECKOUT, check=True)
    with template.open("rb") as stream:
        texts = {message.id for message in read_po(stream) if message.id}

    assert {text for text in texts if not messages.get(text)} == set()


def test_no_text_hides_from_the_extractor(messages):
    """Pybabel sees no text inside an f-string: what the program marks is looked for by itself."""
    sources = [
        path
        for part in ("flows", "sohoa", "tasks")
        for path in CHECKOUT.joinpath(part).rglob("*.py")
    ]
    calls = (node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    marked = {
        node.args[0].value
        for node in calls
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "N_"}
        and isinstance(node.args[0], ast.Constant)
    }

    assert len(marked) > 500
    assert {text for text in marked if not messages.get(text)} == set()


def test_placeholders_are_the_same(messages):
    """A translation fills in exactly what its original fills in."""
    for text, translation in messages.items():
        if isinstance(text, str):
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(translation)), text


def test_translations_are_composed(messages):
    """Vietnamese letters stand composed (NFC)."""
    for translation in messages.values():
        for one in [translation] if isinstance(translation, str) else translation:
            assert one == unicodedata.normalize("NFC", one)


def test_one_switch_changes_the_language():
    """The same text in Vietnamese, and after the switch in English."""
    set_language("vi")
    assert _("the file is empty.") == "tệp rỗng."

    set_language("en")
    assert _("the file is empty.") == "the file is empty."
    set_language("vi")


def test_help_is_vietnamese_by_default():
    """`sohoa --help` speaks Vietnamese, and English with one option."""
    sohoa = str(Path(sys.executable).with_name("sohoa"))

    def help_text(*options: str) -> str:
        return subprocess.run([sohoa, *options, "--help"], capture_output=True, text=True).stdout

    assert "Cách dùng:" in help_text()
    assert "Usage:" in help_text("--lang", "en")
