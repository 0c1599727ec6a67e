"""The need rules of today's settings, read alone: commands that only read start at once.

`sohoa.ocr.settings` reads the same lines for the line of steps; both ask `NeedRules` what can be.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from sohoa.domain.errors import SettingsError
from sohoa.domain.needs import NeedRules
from sohoa.language import _

_FILE, _SECTION = "settings.toml", ("ocr", "quality")


def load_need_rules(config_dir: Path) -> NeedRules:
    """Read `[ocr.quality]` of `settings.toml`; what is left out there is as declared.

    Raises:
        SettingsError: The file cannot be read, or names what is no finding.
    """
    try:
        content = tomllib.loads((config_dir / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        content = {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else None
        raise SettingsError(problems=f"{_FILE}: {_(said) if said else error}") from error
    rules = NeedRules.of(dict(_named(content)))
    if problem := rules.problem(_):
        raise SettingsError(problems=f"{_FILE}: {'.'.join(_SECTION)}: {problem}")
    return rules


def _named(content: Mapping[str, Any]) -> Iterable[tuple[str, list[str]]]:
    """The lists of codes in the section, by their keys."""
    part: Any = content
    for name in _SECTION:
        part = part.get(name, {}) if isinstance(part, Mapping) else {}
    for field in fields(NeedRules):
        value = part.get(field.name) if isinstance(part, Mapping) else None
        if value is None:
            continue
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            text = _("a list in square brackets was expected")
            place = ".".join((*_SECTION, field.name))
            raise SettingsError(problems=f"{_FILE}: {place}: {text}")
        yield field.name, value
