"""The files of `config/`: which section of the settings each is, and what is wrong in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sohoa.domain.errors import SettingsError
from sohoa.domain.sentences import SETTINGS
from sohoa.language import _

M = TypeVar("M", bound=BaseModel)

#: Imports add to this file what a person confirms.
CONFIRMED_NAMES = "confirmed_names.toml"

#: Each file of `config/` and the section of the settings it is; `settings.toml` is the rest.
_SECTION_FILES = {
    "sign": "signing.toml",
    "rooms": "rooms.toml",
    "record_types": "record_types.toml",
    "register_words": "register_words.toml",
    "confirmed_names": CONFIRMED_NAMES,
}
#: Those that an office need not have.
_OPTIONAL = frozenset({"register_words", "confirmed_names"})


def read_config(config_dir: Path, model: type[M]) -> M:
    """Read and check what a model has sections for.

    Raises:
        SettingsError: With every mistake at once, each as `file: key: what was expected`.
    """
    problems: list[str] = []
    content: dict[str, Any] = _read(config_dir / "settings.toml", problems)
    for section, file_name in _SECTION_FILES.items():
        is_left_out = section in _OPTIONAL and not (config_dir / file_name).exists()
        if section in model.model_fields and not is_left_out:
            content[section] = _read(config_dir / file_name, problems)
    try:
        settings = model.model_validate(content)
    except ValidationError as error:
        problems += [_explain(problem) for problem in error.errors()]
        raise SettingsError(problems="\n".join(problems)) from error
    if problems:
        raise SettingsError(problems="\n".join(problems))
    return settings


def _read(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else None
        problems.append(f"{path.name}: {_(said) if said else error}")
        return {}


def _explain(problem: Mapping[str, Any]) -> str:
    section, *keys = problem["loc"] or ("?",)
    file_name = _SECTION_FILES.get(str(section), "settings.toml")
    place = [str(key) for key in (keys if str(section) in _SECTION_FILES else problem["loc"])]
    return f"{file_name}: {'.'.join(place) or section}: {_said(problem)}"


def _said(problem: Mapping[str, Any]) -> str:
    """Describe a wrong value, in the reader's language where we have the words."""
    text = SETTINGS.get(problem["type"])
    if text is None:
        return _(str(problem["msg"]).removeprefix("Value error, "))
    return _(text).format_map(problem.get("ctx", {}))
