"""What is believed of certificates: purposes, ends of algorithms, revocation, unknown stampers."""

from __future__ import annotations

import datetime as dt

import pytest
from asn1crypto import x509 as asn1_x509
from certomancer.registry import ServiceLabel
from cryptography.hazmat.primitives.serialization import Encoding
from sign_samples import make_archival, sign_with

from sohoa.domain.trust import Revocation, SignatureStanding
from sohoa.sign.anchors import Anchors, Purpose, SecurityStore
from sohoa.sign.settings import (
    DECREE_30,
    KeySettings,
    Level,
    Role,
    SignSettings,
    TimeSettings,
    TrustSettings,
)
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.verification import verify_signatures

DAY = dt.timedelta(days=1)


def asn1(certificate) -> asn1_x509.Certificate:
    """A certificate as pyHanko holds it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@pytest.fixture
def now() -> dt.datetime:
    """The time at which a test begins."""
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def path_of(pki):
    """The path of a certificate of the test PKI, believed by its root."""

    def path(label: str, purpose: Purpose = Purpose.SIGNING, **options):
        anchors = Anchors([pki.certificate("root")], **options)
        others = [asn1(pki.certificate("interm"))]
        return anchors, anchors.path_of(
            asn1(pki.certificate(label)), lambda: others, purpose=purpose
        )

    return path


@pytest.mark.parametrize(
    ("label", "purpose", "is_fit"),
    [
        ("agency", Purpose.SIGNING, True),
        ("encipher", Purpose.SIGNING, False),
        ("tsa", Purpose.TIME_STAMPING, True),
        ("agency", Purpose.TIME_STAMPING, False),
    ],
)
def test_a_certificate_is_believed_for_its_purpose(path_of, label, purpose, is_fit):
    """A key for enciphering signs nothing; a signer's key stamps no time."""
    assert (path_of(label, purpose)[1] is not None) is is_fit


def test_a_path_ends_with_its_first_certificate(path_of, pki):
    """The root, believed by decision, does not count."""
    _, path = path_of("agency")

    assert path.valid_until == pki.certificate("agency").not_valid_after_utc
    assert path.valid_from == pki.certificate("agency").not_valid_before_utc


@pytest.mark.parametrize("algorithm", ["rsa-2048", "sha256"])
def test_an_algorithm_that_ends_ends_the_path(path_of, algorithm):
    """What the office says of an algorithm counts more than the certificate's date."""
    end = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)

    assert path_of("agency", sunsets={algorithm: end})[1].valid_until == end
    assert path_of("agency", sunsets={"sha1": end})[1].valid_until > end


def test_a_list_of_the_revoked_is_believed(path_of, pki, now):
    """Revoked counts from its day on; before it, and for others, the same list says good."""
    anchors, path = path_of("agency")
    registry = pki.architecture.service_registry
    before = SecurityStore(crls=[registry.get_crl(ServiceLabel("interm"), now).dump()])
    assert anchors.revocation(path, before, at=now - 3 * DAY) is Revocation.GOOD
    pki.revoke("agency", since=now - 5 * DAY)
    after = SecurityStore(crls=[registry.get_crl(ServiceLabel("interm"), now).dump()])

    assert anchors.revocation(path, after, at=now - 4 * DAY) is Revocation.REVOKED
    assert anchors.revocation(path, after, at=now - 6 * DAY) is Revocation.GOOD
    other, path = path_of("operator")
    assert other.revocation(path, after, at=now - 4 * DAY) is Revocation.GOOD


@pytest.mark.parametrize("answer", [b"", b"no list", b"0" * 5000])
def test_garbage_answers_nothing(path_of, answer, now):
    """Nor does an answer that is stale, or another issuer's."""
    anchors, path = path_of("agency")

    evidence = SecurityStore(crls=[answer], ocsps=[answer])
    assert anchors.revocation(path, evidence, at=now) is Revocation.UNKNOWN


def test_a_changed_or_foreign_list_answers_nothing(path_of, pki, now):
    """One bit of the CRL's signature; the root's list asked about an intermediate's signer."""
    anchors, path = path_of("agency")
    registry = pki.architecture.service_registry
    content = bytearray(registry.get_crl(ServiceLabel("interm"), now).dump())
    foreign = registry.get_crl(ServiceLabel("root"), now).dump()
    assert (
        anchors.revocation(path, SecurityStore(crls=[foreign]), at=now - DAY) is Revocation.UNKNOWN
    )
    content[-5] ^= 1

    evidence = SecurityStore(crls=[bytes(content)])
    assert anchors.revocation(path, evidence, at=now - DAY) is Revocation.UNKNOWN


def test_a_time_stamp_nobody_believes_is_told(pki, tmp_path, now):
    """The signer is known, the time-stamp service is not: found when archived, not in ten years."""
    settings = SignSettings(
        key=KeySettings(kind="pkcs12", path=pki.key_file("agency")),
        operator_key=KeySettings(kind="pkcs12", path=pki.key_file("operator")),
        profiles=(DECREE_30,),
        time=TimeSettings(level=Level.B_T, tsa_url=pki.tsa_url),
        trust=TrustSettings(roots=(pki.root_file,)),
    )
    with SigningSession.open(settings, default_path=tmp_path, roles=[Role.AGENCY]) as session:
        signed = sign_with(
            make_archival(tmp_path / "a"), tmp_path / "s.pdf", session, signed_at=now
        )

    (status,) = verify_signatures(signed.path, trusted=[pki.certificate("interm")], at=None)
    assert status.standing is SignatureStanding.UNTRUSTED
    assert "time stamp" in status.problem
    (status,) = verify_signatures(signed.path, trusted=[pki.certificate("root")], at=None)
    assert status.standing is SignatureStanding.HOLDS
