"""The language of what people read: Vietnamese unless `SOHOA_LANG=en` or `--lang en`."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DOMAIN = "sohoa"
LOCALE_DIR = Path(__file__).parent / "locale"
DEFAULT_LANGUAGE = "vi"
LANGUAGES = ("vi", "en")

_spoken: ContextVar[str] = ContextVar("language")


def set_language(language: str) -> None:
    """Choose the language for this process and those it starts: a command's, or a worker's.

    Click and argparse ask gettext's global domain for their own words, so it is bound too.
    """
    os.environ["SOHOA_LANG"] = language
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Choose the language for what is called within: one request among others in a process."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """Return the language in force; an unknown one falls back to Vietnamese."""
    wanted = _spoken.get("") or os.environ.get("SOHOA_LANG", DEFAULT_LANGUAGE)
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_DIR, languages=[name], fallback=name == "en")


def _(message: str) -> str:
    """Translate a text into the language in force.

    Raises:
        FileNotFoundError: The catalogue was not compiled; `make setup` compiles it.
    """
    return _catalogue(language()).gettext(message) if message else message
