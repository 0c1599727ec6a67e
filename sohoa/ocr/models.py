"""Finds the engine's models, and says which they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sohoa.domain.errors import ToolMissingError
from sohoa.durable import sha256_of
from sohoa.ocr.settings import OcrSettings

_VARIABLE = "TESSDATA_PREFIX"
_DEBIAN_DIRS = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
)
_DIGEST_DIGITS = 8


def find_models(settings: OcrSettings) -> Path:
    """The first folder that holds every model asked for.

    Raises:
        ToolMissingError: There is none; it says how to install the models.
    """
    for folder in _places(settings):
        if all((folder / f"{name}.traineddata").is_file() for name in settings.languages):
            return folder
    packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in settings.languages)
    models = ", ".join(settings.languages)
    raise ToolMissingError(tool=f"Tesseract ({models})", mend=f"apt-get install {packages}")


def describe_models(folder: Path, languages: tuple[str, ...]) -> str:
    """The models by name and digest: `vie 3a1f0c9e`."""
    digests = (sha256_of(folder / f"{name}.traineddata")[:_DIGEST_DIGITS] for name in languages)
    return ", ".join(f"{name} {digest}" for name, digest in zip(languages, digests, strict=True))


def _places(settings: OcrSettings) -> Iterator[Path]:
    if settings.tessdata_dir is not None:
        yield settings.tessdata_dir
        return
    if prefix := os.environ.get(_VARIABLE):
        yield Path(prefix)
        yield Path(prefix) / "tessdata"
    yield from _DEBIAN_DIRS
