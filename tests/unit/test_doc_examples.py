"""What a docstring shows at the prompt is what comes of it."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from sohoa.workspace import CHECKOUT

MODULES = sorted(
    ".".join(path.relative_to(CHECKOUT).with_suffix("").parts)
    for package in ("flows", "sohoa", "tasks")
    for path in (CHECKOUT / package).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", MODULES)
def test_it_comes_out_as_shown(module):
    """Every example of the module."""
    found = doctest.testmod(import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)

    assert found.attempted > 0
    assert found.failed == 0


def test_many_modules_show_something():
    """They are found where they are."""
    assert len(MODULES) > 50
