"""Validate PDF/A: what a file claims, and what an independent validator finds.

The validator is page-validation, pinned exactly: on veraPDF's corpus for PDF/A-2b it gave
veraPDF's verdict on all 985 files. pikepdf's own validator, the second opinion when a file is
written, knows no signatures and says nothing of a signed one.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import page
import pikepdf

from sohoa.pdfa.byteranges import signed_ranges

#: page-validation's profile for what a file claims; whatever else it claims, it owes level b.
_PROFILES = {"PDF/A-2u": "2u"}
_LEAST_PROFILE = "2b"
#: Raised on any file that was appended to after a signature (time stamp, renewal, second
#: signature); veraPDF passes them all. Believed only if our own look finds a fault.
_FALSE_ALARMS = {"PDFA2B-SIGNATURE-BYTERANGE-001", "PDFA2U-SIGNATURE-BYTERANGE-001"}
#: The file could not be judged at all.
NOT_CHECKED = "NOT-CHECKED"
#: It claims to be no PDF/A, and breaks no rule of it either.
NO_CLAIM = "claim"

_LONGEST_PACKET = 1 << 20
_CLAIM = r"""pdfaid:{name}\s*(?:=\s*["']|>)\s*({value})\s*["'<]"""
_PART = re.compile(_CLAIM.format(name="part", value=r"\d").encode())
_LEVEL = re.compile(_CLAIM.format(name="conformance", value="[A-Za-z]").encode())


@dataclass(frozen=True, slots=True)
class PdfaFinding:
    """A rule that a file breaks, by the validator's name for it, and what is wrong."""

    rule: str
    message: str


def claims_pdfa(path: Path) -> str:
    """Say what a file claims to be: `PDF/A-2b`, or empty. Proves nothing.

    Raises:
        OSError: The file cannot be read.
    """
    try:
        with pikepdf.open(path) as pdf:
            packet = packet_of(pdf)
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, TypeError, zlib.error):
        return ""
    return claim_in(packet)


def judge_pdfa(path: Path, *, most_mb: int, signed: bool = True) -> tuple[str, tuple[str, ...]]:
    """Say what a file claims, and which rules it breaks: no rule is broken, or none was looked at.

    A file that claims nothing breaks a rule in any case. One larger than `most_mb` is not judged,
    for the validator reads a file as a whole (`is_too_large`).

    Raises:
        OSError: The file cannot be read.
    """
    claim = claims_pdfa(path)
    if claim and is_too_large(path, most_mb=most_mb):
        return claim, ()
    rules = tuple(finding.rule for finding in validate_pdfa(path, signed=signed))
    return claim, rules if claim or rules else (NO_CLAIM,)


def is_too_large(path: Path, *, most_mb: int) -> bool:
    """Say whether a file is larger than the independent validator is asked about."""
    return path.stat().st_size > most_mb << 20


def claim_in(packet: bytes) -> str:
    """Give the claim of an XMP packet: `PDF/A-2b`, or empty."""
    part, level = _PART.search(packet), _LEVEL.search(packet)
    if part is None:
        return ""
    return f"PDF/A-{part[1].decode()}{level[1].decode().lower() if level else ''}"


def validate_pdfa(path: Path, *, signed: bool) -> tuple[PdfaFinding, ...]:
    """Check a file against PDF/A-2b, or 2u if it claims that; no finding: it is valid.

    The validator holds a file three times; one above 256 MB is not judged, and the finding says
    so. In a signed file the validator's one known false alarm is left out, provided that our own
    look finds each signature to cover a whole revision but for its own value (ISO 19005-2, 6.4.3).

    Raises:
        OSError: The file cannot be read.
    """
    profile = _PROFILES.get(claims_pdfa(path), _LEAST_PROFILE)
    findings = _findings(path.read_bytes(), profile)
    alarms = [finding for finding in findings if finding.rule in _FALSE_ALARMS]
    if signed and alarms and _is_false_alarm(path):
        findings = [finding for finding in findings if finding not in alarms]
    return tuple(findings)


def _findings(content: bytes, profile: str) -> list[PdfaFinding]:
    try:
        report = page.validate_pdf_bytes(content, profile=profile)
    except page.PageError as error:
        return [PdfaFinding(NOT_CHECKED, str(error))]
    return [PdfaFinding(failure.rule_id, failure.message) for failure in report.failures]


def _is_false_alarm(path: Path) -> bool:
    try:
        return bool(signed_ranges(path))
    except ValueError:
        return False


def packet_of(pdf: pikepdf.Pdf) -> bytes:
    """The XMP packet, or as much of it as an honest one needs."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return b""
    raw = bytes(stream.get_raw_stream_buffer())
    filters = stream.get("/Filter")
    if filters is None:
        return raw[:_LONGEST_PACKET]
    names = (
        [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    )
    if names != ["/FlateDecode"]:
        return b""
    return zlib.decompressobj().decompress(raw, _LONGEST_PACKET)
