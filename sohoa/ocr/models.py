"""Where Tesseract's models lie, and which ones they are."""

from __future__ import annotations

import hashlib
import os
from importlib.resources import files
from pathlib import Path

from sohoa.domain.errors import ToolMissingError
from sohoa.language import _
from sohoa.ocr.settings import OcrSettings

#: The most accurate Vietnamese model comes with Sohoa: Tesseract's "best" one in whole numbers
#: (Apache-2.0; ADR 0012). Debian has the "fast" one.
_OWN = Path(str(files("sohoa.ocr"))) / "data"
_KNOWN_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
)


def find_models(settings: OcrSettings) -> Path:
    """The folder that holds the model of every language asked for.

    Raises:
        ToolMissingError: No folder has them all; says what to install.
    """
    named = [settings.tessdata_dir, _OWN, os.environ.get("TESSDATA_PREFIX"), *_KNOWN_PLACES]
    for place in (Path(one) for one in named if one):
        if all((place / f"{name}.traineddata").is_file() for name in settings.languages):
            return place
    packages = " ".join(f"tesseract-ocr-{name}" for name in settings.languages)
    tool = _("Tesseract's model for {languages}").format(languages="+".join(settings.languages))
    raise ToolMissingError(
        tool=tool, mend=_("Install it: apt-get install {packages}").format(packages=packages)
    )


def find_network(settings: OcrSettings) -> Path:
    """The network of the one model asked for, as `research/convert_tesseract.py` writes it.

    It lies beside the model it was made from.

    Raises:
        ToolMissingError: There is no such model, no network beside it, or more than one is asked
            for.
    """
    folder, name = find_models(settings), "+".join(settings.languages)
    network = folder / f"{name}.onnx"
    if network.is_file():
        return network
    mend = _('Convert it with research/convert_tesseract.py, or set engine = "tesserocr" in [ocr].')
    raise ToolMissingError(tool=_("the network {file}").format(file=network), mend=mend)


def models_digest(folder: Path, languages: tuple[str, ...]) -> str:
    """Eight hexadecimal digits that tell one set of models from another."""
    digest = hashlib.sha256()
    for name in languages:
        digest.update((folder / f"{name}.traineddata").read_bytes())
    return digest.hexdigest()[:8]
