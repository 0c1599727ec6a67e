"""Page texts on disk: ALTO 4.4, an open format that auditors and other software can read.

`docs/page-results.md` says what stands where and what ALTO has no place for. The bytes end with
their own digest, so that a file that rotted is known even where it is still good XML.
"""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

from sohoa.domain.stage_results import Finding, Line, PageText, Reading, Word

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
#: What a page's file ends in.
SUFFIX = ".alto.xml"
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<alto xmlns="{NAMESPACE}" SCHEMAVERSION="4.4">\n'
_SEAL = "<!-- sha256 of all bytes above: {} -->\n"
_SEAL_LENGTH = len(_SEAL.format("0" * 64))

#: What XML 1.0 cannot hold, and the sign that stands for it: `␛1f;` is the character 1F hex.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\u241a\u241c-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPOKEN = re.compile("\u241b([0-9a-f]+);")
_MARKUP = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)
_PLAIN = re.compile('[^\x00-\x1f"&<>\u241b\ud800-\udfff\ufffe\uffff]*')

_Box: TypeAlias = tuple[int, int, int, int]


def encode(text: PageText, *, dpi: tuple[float, float] | None = None) -> bytes:
    """Write a page's text as ALTO; `dpi` is that of the page image, across and down.

    The same text gives the same bytes, and `decode` gives the same text back.
    """
    readers = _readers_of(text)
    parts = [_HEAD, *_description(text, dpi, readers), *_tags(text), *_layout(text, readers)]
    body = ("".join(parts) + "</alto>\n").encode("utf-8")
    return body + _SEAL.format(hashlib.sha256(body).hexdigest()).encode()


def decode(content: bytes) -> PageText:
    """Read a page's text back.

    Raises:
        ValueError: These are not the bytes that `encode` made.
    """
    body, seal = content[:-_SEAL_LENGTH], content[-_SEAL_LENGTH:]
    if seal != _SEAL.format(hashlib.sha256(body).hexdigest()).encode():
        raise ValueError("the page's text is not as it was written")
    try:
        return _page_text(ET.fromstring(body))  # noqa: S314 - only under our own digest
    except (ET.ParseError, KeyError) as error:
        raise ValueError("not a page's text") from error


# --- writing ----------------------------------------------------------------------------


def _description(
    text: PageText, dpi: tuple[float, float] | None, readers: dict[str, str]
) -> Iterator[str]:
    settings = f"turn={text.turn}" + (f" dpi={dpi[0]:.2f}x{dpi[1]:.2f}" if dpi else "")
    yield (
        "<Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n<sourceImageInformation>\n"
        '<fileIdentifier fileIdentifierLocation="sha256">'
        f"{_said(text.image_sha256)}</fileIdentifier>\n</sourceImageInformation>\n"
        '<Processing ID="preparation"><processingCategory>preOperation</processingCategory>'
        f"<processingStepSettings>{settings}</processingStepSettings></Processing>\n"
    )
    yield _software("engine", text.engine)
    for name, key in readers.items():
        yield _software(key, name)
    yield "</Description>\n"


def _software(key: str, name: str) -> str:
    """A processing step by the software that did it; what follows its name is its version."""
    word, space, version = name.partition(" ")
    tail = f"<softwareVersion>{_said(version)}</softwareVersion>" if space else ""
    return (
        f'<Processing ID="{key}"><processingCategory>contentGeneration</processingCategory>'
        f"<processingSoftware><softwareName>{_said(word)}</softwareName>{tail}"
        "</processingSoftware></Processing>\n"
    )


def _readers_of(text: PageText) -> dict[str, str]:
    """Every reader that was asked about a word, and the id it has in this file."""
    words = (word for line in text.lines for word in line.words)
    names = dict.fromkeys(reading.reader for word in words for reading in word.readings)
    return {name: f"reader_{number}" for number, name in enumerate(names, 1)}


def _tags(text: PageText) -> Iterator[str]:
    yield (
        f'<Tags>\n<OtherTag ID="legal_share" TYPE="measure" LABEL="legal-share" '
        f'DESCRIPTION="{float(text.legal_share)!r}"/>\n'
    )
    for number, one in enumerate(text.findings, 1):
        yield (
            f'<OtherTag ID="finding_{number}_{one.page}" TYPE="finding" LABEL="{_said(one.code)}" '
            f'DESCRIPTION="{_said(one.value)}"/>\n'
        )
    yield "</Tags>\n"


def _layout(text: PageText, readers: dict[str, str]) -> Iterator[str]:
    yield (
        f'<Layout>\n<Page ID="page" PHYSICAL_IMG_NR="1" '
        f'WIDTH="{text.width_px}" HEIGHT="{text.height_px}" PC="{_share(text.confidence)}" '
        f'ROTATION="{-float(text.skew_degrees)!r}" PROCESSINGREFS="preparation engine">\n'
        f'<PrintSpace HPOS="0" VPOS="0" WIDTH="{text.width_px}" HEIGHT="{text.height_px}">\n'
    )
    blocks = groupby(text.lines, key=lambda line: line.block)
    paragraphs = 0
    for block_number, (block, grouped) in enumerate(blocks, 1):
        lines = list(grouped)
        yield f'<ComposedBlock ID="block_{block_number}_{block}" {_place(_around(lines))}>\n'
        for paragraph, group in groupby(lines, key=lambda line: line.paragraph):
            paragraphs += 1
            yield from _paragraph(f"par_{paragraphs}_{paragraph}", list(group), readers)
        yield "</ComposedBlock>\n"
    yield "</PrintSpace>\n</Page>\n</Layout>\n"


def _paragraph(key: str, lines: Sequence[Line], readers: dict[str, str]) -> Iterator[str]:
    yield f'<TextBlock ID="{key}" {_place(_around(lines))}>\n'
    for line in lines:
        words = "<SP/>\n".join([_string(word, readers) for word in line.words])
        yield f"<TextLine {_place(_around([line]))}>\n{words}\n</TextLine>\n"
    yield "</TextBlock>\n"


def _string(word: Word, readers: dict[str, str]) -> str:
    head = (
        f'<String CONTENT="{_said(word.text)}" WC="{_share(word.confidence)}" '
        f'HPOS="{word.left}" VPOS="{word.top}" WIDTH="{word.width}" HEIGHT="{word.height}"'
    )
    if not word.readings:
        return head + "/>"
    told = "".join(
        f'<ALTERNATIVE PURPOSE="{readers[one.reader]} {_share(one.confidence)}">'
        f"{_said(one.text)}</ALTERNATIVE>"
        for one in word.readings
    )
    return f"{head}>{told}</String>"


def _around(lines: Iterable[Line]) -> _Box:
    """The smallest box around lines: left, top, right, bottom."""
    words = [word for line in lines for word in line.words]
    return (
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.left + word.width for word in words),
        max(word.top + word.height for word in words),
    )


def _place(box: _Box) -> str:
    left, top, right, bottom = box
    return f'HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"'


def _share(percent: float) -> str:
    """A confidence of 0 to 100 as ALTO's 0 to 1, to the last digit."""
    return f"{Decimal(float(percent).__repr__()).scaleb(-2):f}"


def _said(text: str) -> str:
    """Escape for an attribute or an element."""
    if _PLAIN.fullmatch(text):
        return text
    spoken = _UNSPEAKABLE.sub(lambda found: f"\u241b{ord(found[0]):x};", text)
    return spoken.translate(_MARKUP)


# --- reading ----------------------------------------------------------------------------


def _page_text(alto: ET.Element) -> PageText:
    steps = {step.attrib["ID"]: step for step in alto.iter(_tag("Processing"))}
    settings = _text(steps["preparation"], "processingStepSettings").split()
    software = {key: _software_name(step) for key, step in steps.items()}
    tags = list(alto.iter(_tag("OtherTag")))
    page = next(alto.iter(_tag("Page")))
    return PageText(
        image_sha256=_text(alto, "fileIdentifier"),
        width_px=int(page.attrib["WIDTH"]),
        height_px=int(page.attrib["HEIGHT"]),
        turn=int(settings[0].removeprefix("turn=")),
        engine=software["engine"],
        lines=tuple(_lines(page, software)),
        confidence=_percent(page.attrib["PC"]),
        skew_degrees=-float(page.attrib["ROTATION"]),
        legal_share=float(tags[0].attrib["DESCRIPTION"]),
        findings=tuple(_finding(tag) for tag in tags[1:]),
    )


def _lines(page: ET.Element, software: dict[str, str]) -> Iterator[Line]:
    for block in page.iter(_tag("ComposedBlock")):
        for paragraph in block:
            numbers = _number_in(block), _number_in(paragraph)
            for line in paragraph:
                yield Line(*numbers, tuple(_words(line, software)))


def _words(line: ET.Element, software: dict[str, str]) -> Iterator[Word]:
    for string in line.iterfind(_tag("String")):
        told = string.attrib
        yield Word(
            _heard(told["CONTENT"]),
            int(told["HPOS"]),
            int(told["VPOS"]),
            int(told["WIDTH"]),
            int(told["HEIGHT"]),
            _percent(told["WC"]),
            tuple(_reading(one, software) for one in string),
        )


def _reading(alternative: ET.Element, software: dict[str, str]) -> Reading:
    key, _space, share = alternative.attrib["PURPOSE"].partition(" ")
    return Reading(software[key], _heard(alternative.text or ""), _percent(share))


def _finding(tag: ET.Element) -> Finding:
    told = tag.attrib
    return Finding(_heard(told["LABEL"]), _number_in(tag), _heard(told["DESCRIPTION"]))


def _software_name(step: ET.Element) -> str:
    return " ".join(
        _heard(part.text or "")
        for name in ("softwareName", "softwareVersion")
        for part in step.iter(_tag(name))
    )


def _number_in(element: ET.Element) -> int:
    """The last part of an id is a number of ours: `block_1_7` is block 7."""
    return int(element.attrib["ID"].rpartition("_")[2])


def _text(element: ET.Element, name: str) -> str:
    return _heard(next(element.iter(_tag(name))).text or "")


def _percent(share: str) -> float:
    return float(Decimal(share).scaleb(2))


def _heard(text: str) -> str:
    return _SPOKEN.sub(lambda found: chr(int(found[1], 16)), text) if "\u241b" in text else text


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
