"""The files of `config/`: which section of the settings each is, and what is wrong in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sohoa.domain.errors import SettingsError
from sohoa.domain.sentences import SETTINGS
from sohoa.language import _

M = TypeVar("M", bound=BaseModel)

#: Imports add to this file what a person confirms.
CONFIRMED_NAMES = "confirmed_names.toml"
#: `sohoa match --learn` writes into this file what decided pairs have taught.
MATCHING = "matching.toml"
#: The folder of the lists by which damaged names are corrected.
LISTS = "lists"

#: Each file of `config/` and the section of the settings it is; `settings.toml` is the rest.
_SECTION_FILES = {
    "sign": "signing.toml",
    "rooms": "rooms.toml",
    "record_types": "record_types.toml",
    "register_words": "register_words.toml",
    "confirmed_names": CONFIRMED_NAMES,
    "packaging": "packaging.toml",
    "matching": MATCHING,
}
#: And each folder: every file in it is an item of the section, named by the file.
_SECTION_FOLDERS = {"layouts": "layouts", "lists": LISTS}
#: Those that an office need not have.
_OPTIONAL = frozenset({"register_words", "confirmed_names", "packaging", "matching"})


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
    items = {
        section: sorted((config_dir / folder).glob("*.toml"))
        for section, folder in _SECTION_FOLDERS.items()
        if section in model.model_fields
    }
    for section, paths in items.items():
        content[section] = [_item(path, problems) for path in paths]
    try:
        settings = model.model_validate(content)
    except ValidationError as error:
        problems += [_explain(problem, items) for problem in error.errors()]
        raise SettingsError(problems="\n".join(problems)) from error
    if problems:
        raise SettingsError(problems="\n".join(problems))
    return settings


def _read(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else None
        problems.append(f"{path.name}: {_(said) if said else error}")
        return {}


def _item(path: Path, problems: list[str]) -> dict[str, Any]:
    """One item of a folder; its name is that of its file, and nothing it may say itself."""
    told = _read(path, problems)
    if "name" in told:
        problems.append(f"{path.parent.name}/{path.name}: name: {_(SETTINGS['extra_forbidden'])}")
    return {**told, "name": path.stem}


def _explain(problem: Mapping[str, Any], items: Mapping[str, Sequence[Path]]) -> str:
    section, *keys = problem["loc"] or ("?",)
    if section in items and keys:
        number, *rest = keys
        path = items[str(section)][int(number)]
        return f"{path.parent.name}/{path.name}: {'.'.join(map(str, rest))}: {_said(problem)}"
    file_name = _SECTION_FILES.get(str(section), "settings.toml")
    place = [str(key) for key in (keys if str(section) in _SECTION_FILES else problem["loc"])]
    return f"{file_name}: {'.'.join(place) or section}: {_said(problem)}"


def _said(problem: Mapping[str, Any]) -> str:
    """Describe a wrong value, in the reader's language where we have the words."""
    text = SETTINGS.get(problem["type"])
    if text is None:
        return _(str(problem["msg"]).removeprefix("Value error, "))
    return _(text).format_map(problem.get("ctx", {}))
