"""An error that has a code is told in the reader's language, wherever it is told."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import sohoa.domain.errors  # noqa: F401 - all errors that have a code are known by it
from sohoa.domain.failure import SohoaError

_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = "sohoa", "flows", "tasks"


def _kinds(kind: type[SohoaError]) -> Iterator[str]:
    yield kind.__name__
    for under in kind.__subclasses__():
        yield from _kinds(under)


def _told_in_english(tree: ast.AST, coded: set[str]) -> Iterator[int]:
    """Lines of handlers of such errors that take an error's `str`, which is English for logs."""
    for handler in ast.walk(tree):
        if not isinstance(handler, ast.ExceptHandler) or handler.name is None:
            continue
        caught = {one.id for one in ast.walk(handler.type) if isinstance(one, ast.Name)}
        if caught & coded:
            yield from _taken_as_text(handler)


def _taken_as_text(handler: ast.ExceptHandler) -> Iterator[int]:
    for node in ast.walk(handler):
        shown = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            shown = node.args[0] if node.func.id == "str" else None
        elif isinstance(node, ast.FormattedValue):
            shown = node.value
        if isinstance(shown, ast.Name) and shown.id == handler.name:
            yield node.lineno


def test_no_coded_error_is_told_by_its_english_text():
    """`render` and `message` ask for a language; `str` does not."""
    coded, found = set(_kinds(SohoaError)), list[str]()
    for folder in _FOLDERS:
        for path in sorted((_ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            lines = _told_in_english(tree, coded)
            found += [f"{path.relative_to(_ROOT)}:{line}" for line in lines]
    assert found == []


def test_what_is_looked_for_is_found():
    """The two ways of making a text, in a handler of one error and of several."""
    source = (
        "try:\n    act()\nexcept BatchError as error:\n    say(str(error))\n"
        "try:\n    act()\nexcept (OSError, ItemError) as error:\n    say(f'no: {error}')\n"
        "try:\n    act()\nexcept OSError as error:\n    say(str(error))\n"
    )
    assert list(_told_in_english(ast.parse(source), set(_kinds(SohoaError)))) == [4, 8]
