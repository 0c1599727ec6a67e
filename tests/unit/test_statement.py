"""Statements of the office: signed bytes, apart, by the house's signer; judged as documents are."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
from pathlib import Path

import pytest
from audit_samples import this_second
from pki import Fault
from sign_samples import make_key_file

from sohoa.domain.trust import SignatureStanding
from sohoa.sign.anchors import Anchors
from sohoa.sign.development import make_development_key
from sohoa.sign.keys import trusted_roots
from sohoa.sign.settings import DECREE_30, KeySettings, Role, SignSettings, TimeSettings
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.statement import Statement, examine_statement, sign_statement

WORDS = b"sohoa-ledger-1 archive-1 75 a9c4\n"


def signed(settings: SignSettings, default_path: Path, content: bytes = WORDS) -> bytes:
    """Sign in a session of its own."""
    with SigningSession.open(settings, default_path=default_path, roles=[Role.AGENCY]) as session:
        return sign_statement(content, session=session, at=this_second())


def examined(message: bytes, roots, *, content: bytes = WORDS, made_at=None) -> Statement:
    """Judge by these roots."""
    return examine_statement(
        content, message, anchors=Anchors(roots), made_at=made_at or this_second()
    )


@pytest.fixture
def development(tmp_path) -> tuple[SignSettings, Path]:
    """An office with the key that `sohoa init` makes."""
    path = tmp_path / "development.p12"
    make_development_key(path, agency="Sở Văn hóa")
    return SignSettings(profiles=(DECREE_30,)), path


def test_what_is_signed_holds(development):
    """By the root of the key; no time stamp, as no service is set."""
    told = examined(
        signed(*development), trusted_roots(development[0], default_path=development[1])
    )
    assert told.standing is SignatureStanding.HOLDS
    assert told.problem == ""
    assert "Sở Văn hóa" in told.signer or "KHÓA THỬ NGHIỆM" in told.signer
    assert told.stamped_at is None


def test_openssl_reads_it(development, tmp_path):
    """Anybody can check it without this program."""
    settings, path = development
    (tmp_path / "words").write_bytes(WORDS)
    (tmp_path / "words.p7s").write_bytes(signed(settings, path))
    (root,) = trusted_roots(settings, default_path=path)
    from cryptography.hazmat.primitives.serialization import Encoding

    (tmp_path / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    verify = ["openssl", "cms", "-verify", "-inform", "DER", "-in", tmp_path / "words.p7s"]
    verify += ["-content", tmp_path / "words", "-CAfile", tmp_path / "root.pem", "-binary"]
    verify += ["-purpose", "any", "-out", tmp_path / "read"]
    done = subprocess.run(verify, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "read").read_bytes() == WORDS


def test_every_changed_byte_is_found(development):
    """Of the message, wherever it is, and of what is signed; nothing is raised."""
    roots = trusted_roots(development[0], default_path=development[1])
    message = signed(*development)
    unseen = []
    for place in range(len(message)):
        changed = bytearray(message)
        changed[place] ^= 1 << random.Random(place).randrange(8)
        if examined(bytes(changed), roots).standing is SignatureStanding.HOLDS:
            unseen.append(place)
    assert unseen == []
    for place in range(len(WORDS)):
        other = WORDS[:place] + b"~" + WORDS[place + 1 :]
        assert examined(message, roots, content=other).standing is SignatureStanding.BROKEN
    for harmed in (b"", message[:-1], message + b"\0", b"\x30\x80", message[len(message) // 2 :]):
        assert examined(harmed, roots).standing is SignatureStanding.BROKEN


def test_another_key_with_the_same_names_is_not_believed(development, tmp_path):
    """Names are anybody's; the root is not."""
    roots = trusted_roots(development[0], default_path=development[1])
    other = tmp_path / "other.p12"
    make_development_key(other, agency="Sở Văn hóa")
    told = examined(signed(development[0], other), roots)
    assert told.standing is SignatureStanding.UNTRUSTED
    assert told.problem


def test_a_certificate_of_another_time_is_not_believed(tmp_path):
    """A statement that dates itself before the certificate was issued."""
    settings = make_key_file(tmp_path / "key.p12", valid=(-10, 300))
    with SigningSession.open(settings, default_path=tmp_path, roles=[Role.AGENCY]) as session:
        own = session.keys[Role.AGENCY].certificate
    message = signed(settings, tmp_path)
    assert examined(message, [own]).standing is SignatureStanding.HOLDS
    early = examined(message, [own], made_at=this_second() - dt.timedelta(days=400))
    assert early.standing is SignatureStanding.BROKEN


@pytest.fixture
def stamping(pki) -> SignSettings:
    """A real key and a real time-stamp service, at a level that needs none."""
    return SignSettings(
        key=KeySettings(kind="pkcs12", path=pki.key_file("agency")),
        profiles=(DECREE_30,),
        time=TimeSettings(tsa_url=pki.tsa_url, timeout_seconds=5),
    )


def test_it_is_stamped_where_a_service_is_set(pki, stamping, tmp_path):
    """The stamp is a part of the message, and is judged with it."""
    told = examined(signed(stamping, tmp_path), [pki.certificate("root")])
    assert told.standing is SignatureStanding.HOLDS
    assert told.is_stamp_believed
    assert abs(told.stamped_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.GARBAGE, Fault.WRONG_IMPRINT, Fault.REFUSED])
def test_a_service_that_fails_costs_the_stamp_alone(pki, stamping, tmp_path, fault):
    """And the signature is made all the same."""
    pki.tsa.fault = fault
    told = examined(signed(stamping, tmp_path), [pki.certificate("root")])
    assert told.standing is SignatureStanding.HOLDS
    assert told.stamped_at is None
    assert not told.is_stamp_believed


def test_another_time_is_kept_and_told(pki, stamping, tmp_path, caplog):
    """Whoever checks it sees both times."""
    pki.now = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)
    message = signed(stamping, tmp_path)
    told = examined(message, [pki.certificate("root")])
    assert told.stamped_at - this_second() > dt.timedelta(days=399)
    assert "the clock is not the time-stamp service's" in caplog.text
