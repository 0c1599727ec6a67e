"""One flipped byte anywhere in an archive with both signatures, time stamps and proofs is found."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from audit_samples import SmallOffice, this_second

from sohoa.archive.manifest import MANIFEST_NAME
from sohoa.archive.receipt import receipt_path
from sohoa.audit.asked import Question
from sohoa.audit.files import verify_file
from sohoa.audit.problems import Part
from sohoa.audit.records import RecordStanding
from sohoa.sign.anchors import anchors_of
from sohoa.sign.settings import (
    CIRCULAR_01,
    KeySettings,
    Level,
    SignSettings,
    TimeSettings,
    TrustSettings,
)
from sohoa.sign.verification import Examination, examine_pdf

FLIPS_EACH = 6
LEVELS = [Level.B_T, Level.B_LTA]


@dataclass
class Sample:
    """An office whose record is signed by operator and agency, and where its parts lie."""

    office: SmallOffice
    path: Path
    content: bytes
    signatures: list[tuple[int, int]]

    def places(self, chance: random.Random) -> list[int]:
        """Anywhere, in every signature and time stamp, and in what was appended last."""
        size = len(self.content)
        ranges = [(0, size), (self.signatures[-1][1], size)]
        for start, end in self.signatures:
            filled = start + len(self.content[start : end - 1].rstrip(b"0"))
            ranges += [(start, filled), (start, filled), (filled, end)]
        return [chance.randrange(*one) for one in ranges for _ in range(FLIPS_EACH)]


@pytest.fixture(scope="module", params=LEVELS)
def sample(request, _running_pki, tmp_path_factory) -> Sample:
    """At B-T the time stamps are inside the signatures; at B-LTA proofs and one more follow."""
    pki = _running_pki
    pki.reset()
    signing = SignSettings(
        key=KeySettings(kind="pkcs12", path=pki.key_file("agency")),
        operator_key=KeySettings(kind="pkcs12", path=pki.key_file("operator")),
        profiles=(CIRCULAR_01,),
        time=TimeSettings(level=request.param, tsa_url=pki.tsa_url),
        trust=TrustSettings(roots=(pki.root_file,)),
    )
    office = SmallOffice(tmp_path_factory.mktemp("office"), this_second(), signing)
    path = office.archive(1).archive_path
    office.archive(2)
    for one in office.archive_dir.rglob("*.*"):
        one.chmod(0o644)
    content = path.read_bytes()
    found = re.finditer(rb"/ByteRange \[0 (\d+) (\d+) \d+\s*\]", content)
    gaps = [(int(one[1]), int(one[2])) for one in found]
    assert len(gaps) == (3 if request.param is Level.B_LTA else 2)
    return Sample(office, path, content, gaps)


@pytest.fixture(scope="module", autouse=True)
def _equal_bytes_are_examined_once() -> Iterator[None]:
    """Signatures of a file in which nothing was flipped are what they were; that they are is two
    thirds of what all these questions would cost. Asked another way (`deep`), they are examined."""
    known = dict[tuple[object, ...], Examination]()

    def examined_once(path: Path, **asked: object) -> Examination:
        bytes_and_question = (hashlib.sha256(path.read_bytes()).digest(), *asked.values())
        if bytes_and_question not in known:
            known[bytes_and_question] = examine_pdf(path, **asked)
        return known[bytes_and_question]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sohoa.audit.records.examine_pdf", examined_once)
        yield


def flipped(content: bytes, place: int, chance: random.Random) -> bytes:
    """Bytes with one bit changed."""
    changed = bytearray(content)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_in_a_file_that_the_archive_knows(sample):
    """Content, signatures, time stamps, proofs: the record and its file are named."""
    chance = random.Random(11)
    for place in sample.places(chance):
        sample.path.write_bytes(flipped(sample.content, place, chance))
        found = sample.office.verify()

        first, second = found.verdicts
        assert first.standing is RecordStanding.BROKEN, place
        assert (Part.CONTENT, sample.path.name) in {(one.part, one.file) for one in first.problems}
        assert second.is_whole
    sample.path.write_bytes(sample.content)
    assert sample.office.verify(deep=True).is_whole


def test_in_a_file_alone(sample, tmp_path):
    """No catalogue, no receipt: what no signature covers is found too, and nothing breaks."""
    chance, path = random.Random(12), tmp_path / "left.pdf"
    anchors = anchors_of(sample.office.trust)
    for place in sample.places(chance):
        path.write_bytes(flipped(sample.content, place, chance))
        verdict = verify_file(path, anchors=anchors, question=Question(sample.office.now))
        assert "signature" in {one.code for one in verdict.problems}, place

    path.write_bytes(sample.content)
    assert verify_file(path, anchors=anchors, question=Question(sample.office.now)).is_whole


def test_in_a_receipt(sample):
    """The receipt is named, and the file is not."""
    chance, path = random.Random(13), receipt_path(sample.path)
    content = path.read_bytes()
    for _ in range(2 * FLIPS_EACH):
        place = chance.randrange(len(content))
        path.write_bytes(flipped(content, place, chance))
        verdict = sample.office.verify().verdicts[0]
        assert verdict.standing is RecordStanding.BROKEN
        assert (Part.RECEIPT, path.name) in {(one.part, one.file) for one in verdict.problems}
        assert Part.CONTENT not in {one.part for one in verdict.problems}, place
    path.write_bytes(content)


def test_in_a_manifest(sample):
    """The file unit and the line are named."""
    chance, path = random.Random(14), sample.path.with_name(MANIFEST_NAME)
    content = path.read_bytes()
    for _ in range(2 * FLIPS_EACH):
        place = chance.randrange(len(content))
        path.write_bytes(flipped(content, place, chance))
        (unit,) = sample.office.verify().units
        line = str(content[:place].count(b"\n") + 1)
        assert line in {one.details.get("line") for one in unit.problems}, place
    path.write_bytes(content)
    assert sample.office.verify().is_whole
