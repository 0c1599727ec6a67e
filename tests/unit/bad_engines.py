"""Engines that fail on purpose, as jobs that a worker can run: each in one of the real ways."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from sohoa.domain.stage_results import Derivation, Line, PageEncoding, PageImage, ReadPage
from sohoa.durable import sha256_of
from sohoa.ocr.interface import EngineTraits
from sohoa.ocr.page import read_page
from sohoa.ocr.settings import OcrSettings

TINOS = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"


class BadEngine:
    """Reads nothing; what it does instead is up to its kind."""

    name = "bad 1"
    traits = EngineTraits()

    def fallback(self) -> None:
        return None

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        raise NotImplementedError


class Aborting(BadEngine):
    def recognize(self, image, *, dpi):
        os.abort()


class Endless(BadEngine):
    def recognize(self, image, *, dpi):
        while True:
            pass


class Waiting(BadEngine):
    """Waits for what never comes, and takes nothing of the machine."""

    def recognize(self, image, *, dpi):
        note_attempt(Path(os.environ["ATTEMPTS"]))
        time.sleep(600)


class Devouring(BadEngine):
    def recognize(self, image, *, dpi):
        eaten = []
        while True:
            eaten.append(bytearray(1 << 24))


class Deaf(BadEngine):
    """Works for ever in C and lets go of nothing: no signal is heard, no thread goes on."""

    def recognize(self, image, *, dpi):
        note_attempt(Path(os.environ["ATTEMPTS"]))
        sum(range(10**15))


KINDS = {
    "crash": Aborting,
    "hang": Endless,
    "wait": Waiting,
    "eat memory": Devouring,
    "hang deaf": Deaf,
}


def note_attempt(path: Path) -> None:
    """Which process begins on the page, and when, by the clock that `/proc/uptime` shows."""
    with path.open("a", encoding="ascii") as stream:
        stream.write(f"{os.getpid()} {time.clock_gettime(time.CLOCK_BOOTTIME):.2f}\n")


#: Tesseract for questions about itself; over a page it hangs, and does not end when it is asked to.
HANGING_PROGRAM = """#!/bin/sh
case "$*" in *tsv*) ;; *) exec {tesseract} "$@" ;; esac
trap '' TERM
read -r now rest < /proc/uptime
echo "$$ $now" >> "$ATTEMPTS"
while :; do :; done
"""


def read_badly(
    page: PageImage,
    *,
    texts_dir: Path,
    settings: OcrSettings,
    kind: str,
    **_others: object,
) -> ReadPage:
    return read_page(page, engine=KINDS[kind](), settings=settings, texts_dir=texts_dir)


def start_a_sleeper(pid_path: Path) -> None:
    sleeper = subprocess.Popen(["sleep", "600"])
    pid_path.write_text(str(sleeper.pid))
    sleeper.wait()


def draw_page(folder: Path, lines: tuple[str, ...], *, name: str = "d.p0001") -> PageImage:
    """A page of text at 200 dpi, stored."""
    picture = Image.new("L", (1654, 2339), 255)
    font = ImageFont.truetype(TINOS, 36)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((200, 160 + 90 * number), line, 0, font)
    path = folder / f"{name}.png"
    picture.save(path)
    return PageImage(
        name, path, sha256_of(path), 1654, 2339, 200, 200, PageEncoding.PNG, Derivation.AS_SCANNED
    )


def memory_limit_of_a_program() -> str:
    shown = subprocess.run(["sh", "-c", "ulimit -v"], capture_output=True, text=True, check=True)
    return shown.stdout.strip()
