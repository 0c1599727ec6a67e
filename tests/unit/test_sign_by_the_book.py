"""A signature is judged by what the standards ask, not by how this program packs today."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import signed_pdfs as made
from asn1crypto import cms, core
from cryptography import x509
from goldens import GOLDEN, VERSIONS, notes_of

from sohoa.domain.trust import Integrity, SignatureStanding
from sohoa.sign import envelope
from sohoa.sign.anchors import Anchors
from sohoa.sign.field_names import FIELD_NAME, FIELD_NAMES
from sohoa.sign.verification import examine_pdf

_OF_THE_PACKER = sorted(
    name
    for name, value in vars(envelope).items()
    if name.isupper() and isinstance(value, bytes | str | int)
)


@pytest.fixture(scope="module", params=VERSIONS)
def golden(request) -> Path:
    """Each golden archive."""
    return GOLDEN / request.param


@pytest.fixture(scope="module")
def anchors(golden):
    """The roots of the golden archive."""
    return Anchors(
        x509.load_der_x509_certificate(path.read_bytes())
        for path in (golden / "config" / "trust").glob("*.der")
    )


@pytest.fixture
def standings(golden, anchors):
    """What the office's signatures of the golden archive are worth on the day it names."""
    day = dt.date.fromisoformat(notes_of(golden.name)["judge_on"])
    at = dt.datetime.combine(day, dt.time(), dt.UTC)

    def judge() -> list[SignatureStanding]:
        return [
            status.standing
            for path in sorted((golden / "data" / "archive").rglob("*.pdf"))
            for status in examine_pdf(path, anchors=anchors, at=at).signatures
            if status.field_name in FIELD_NAMES
        ]

    return judge


def test_an_earlier_packing_holds_whatever_the_packer_does_today(standings, monkeypatch):
    """Every constant of today's packer is another one: what was archived holds all the same."""
    assert len(_OF_THE_PACKER) >= 8
    assert set(standings()) == {SignatureStanding.HOLDS}
    for name in _OF_THE_PACKER:
        value = vars(envelope)[name]
        other = b"\x02\x01\x09" if isinstance(value, bytes) else type(value)(7)
        monkeypatch.setattr(envelope, name, other)

    assert set(standings()) == {SignatureStanding.HOLDS}


def test_another_packing_by_the_standards_is_accepted(tmp_path):
    """PyHanko packs in a way of its own (other algorithms, signed attributes): as good as ours."""
    assert judged(tmp_path, made.signed(made.a_scan(), FIELD_NAME)) is Integrity.INTACT


def judged(folder: Path, content: bytes) -> Integrity:
    """What is said of the one signature of a file."""
    path = folder / "x.pdf"
    path.write_bytes(content)
    (status,) = examine_pdf(path, anchors=Anchors(())).signatures
    return status.integrity


def add_attribute(message: cms.ContentInfo) -> None:
    """Something beside the signature that nobody signed."""
    attribute = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.Null()]})
    message["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])


def other_version(message: cms.ContentInfo) -> None:
    """A version that does not follow from the rest."""
    message["content"]["version"] = "v3"


def other_signer_version(message: cms.ContentInfo) -> None:
    """The signer's version likewise."""
    message["content"]["signer_infos"][0]["version"] = "v3"


def digest_listed_twice(message: cms.ContentInfo) -> None:
    """An algorithm that nothing uses."""
    algorithms = message["content"]["digest_algorithms"]
    message["content"]["digest_algorithms"] = [*algorithms, {"algorithm": "sha1"}]


def certificate_twice(message: cms.ContentInfo) -> None:
    """A certificate that stands there once more."""
    certificates = message["content"]["certificates"]
    message["content"]["certificates"] = [*certificates, certificates[0]]


def two_signers(message: cms.ContentInfo) -> None:
    """The same signer once more: whose signature was judged?"""
    infos = message["content"]["signer_infos"]
    message["content"]["signer_infos"] = [*infos, infos[0]]


@pytest.mark.parametrize(
    "tamper",
    [
        add_attribute,
        other_version,
        other_signer_version,
        digest_listed_twice,
        certificate_twice,
        two_signers,
    ],
)
def test_what_nothing_signs_is_watched_all_the_same(tmp_path, tamper):
    """A change of what no signature covers, in a field of ours, is found."""
    content = made.signed(made.a_scan(), FIELD_NAME)
    changed = made.with_message(content, tamper)

    assert changed != content
    assert judged(tmp_path, changed) is not Integrity.INTACT
