"""Levels: with real time-stamp and status servers, and with what they can do wrong."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import replace

import pytest
from pki import Fault
from sign_samples import sign_with
from signature_levels import reached_levels

from sohoa.domain.errors import CertificateRevokedError, CertificateStatusUnknownError
from sohoa.domain.stage_results import Finding
from sohoa.pdfa.validation import validate_pdfa
from sohoa.sign.keys import trusted_roots
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
from sohoa.sign.timestamps import Timestamper
from sohoa.sign.verification import verify_signatures

pytestmark = pytest.mark.usefixtures("english")

TIMEOUT = 0.4


@pytest.fixture
def session(pki, tmp_path):
    """Make a session at the test PKI; both sign unless `profiles` says otherwise."""
    opened: list[SigningSession] = []

    def make(
        level: Level, *, unknown: str = "warn", pause: float = 300, **options
    ) -> SigningSession:
        settings = SignSettings(
            key=KeySettings(kind="pkcs12", path=pki.key_file("agency")),
            operator_key=KeySettings(kind="pkcs12", path=pki.key_file("operator")),
            time=TimeSettings(
                level=level, tsa_url=pki.tsa_url, timeout_seconds=TIMEOUT, pause_seconds=pause
            ),
            trust=TrustSettings(roots=(pki.root_file,), unknown_status=unknown),
            **options,
        )
        opened.append(SigningSession.open(settings, default_path=tmp_path, roles=Role))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def sign_now(archival, target, session):
    """Sign at the time it is."""
    return sign_with(archival, target, session, signed_at=dt.datetime.now(dt.UTC))


def levels(signed) -> list[str]:
    """What stands in the record."""
    return [note.level for note in signed.signatures]


@pytest.mark.parametrize("level", list(Level))
def test_each_level_is_reached(archival, session, tmp_path, level):
    """Both signatures at the level asked for, valid, PDF/A; the file says the same by itself."""
    signed = sign_now(archival, tmp_path / "s.pdf", session(level))

    assert levels(signed) == [level, level]
    assert signed.findings == ()
    assert reached_levels(signed.path) == {"CanBoSoHoa": level, "CoQuanSoHoa": level}
    assert validate_pdfa(signed.path, signed=True) == ()
    before = archival.path.read_bytes()
    assert signed.path.read_bytes()[: len(before)] == before


def test_every_part_is_trusted(archival, session, pki, tmp_path):
    """Signatures and the document's time stamp lead to the root."""
    signed = sign_now(archival, tmp_path / "s.pdf", session(Level.B_LTA))
    statuses = verify_signatures(signed.path, trusted=[pki.certificate("root")], at=None)

    assert [one.field_name for one in statuses] == ["CanBoSoHoa", "CoQuanSoHoa", "DauThoiGian1"]
    assert [one.problem for one in statuses] == ["", "", ""]


@pytest.mark.parametrize(
    "fault",
    [fault for fault in Fault if fault is not Fault.NONE],
)
def test_bad_time_stamper_costs_the_level_only(archival, session, pki, tmp_path, fault):
    """Whatever the TSA does, the document is signed at B-B and the record says so."""
    pki.tsa.fault = fault
    signed = sign_now(archival, tmp_path / "s.pdf", session(Level.B_LTA))

    assert levels(signed) == ["PAdES-B-B"] * 2
    assert signed.findings == (Finding("signature-level-below-settings", value="PAdES-B-B"),)
    assert set(reached_levels(signed.path).values()) == {Level.B_B}
    assert validate_pdfa(signed.path, signed=True) == ()


def test_dead_time_stamper_costs_its_timeout_not_per_document(archival, session, pki, tmp_path):
    """Two failures in a row, then it is left alone: eight documents, two questions."""
    pki.tsa.fault = Fault.TIMEOUT
    desk = session(Level.B_T)
    for number in range(8):
        sign_now(archival, tmp_path / f"{number}.pdf", desk)

    assert pki.tsa.requests == 2


def test_time_stamper_that_comes_back_is_used(archival, session, pki, tmp_path):
    """Down for the first half of a batch: B-B, then B-T, nothing asked of anybody."""
    desk = session(Level.B_T, pause=0.5, profiles=(DECREE_30,))
    reached = []
    for number in range(6):
        pki.tsa.fault = Fault.DOWN if number < 3 else Fault.NONE
        if number == 3:
            time.sleep(0.6)
        reached += levels(sign_now(archival, tmp_path / f"{number}.pdf", desk))

    assert reached == ["PAdES-B-B"] * 3 + ["PAdES-B-T"] * 3


def test_status_servers_down_cost_the_proof_only(archival, session, pki, tmp_path):
    """OCSP and CRL down: B-T, with a finding for each certificate nobody vouched for."""
    pki.ocsp.fault = pki.crls.fault = Fault.DOWN
    signed = sign_now(archival, tmp_path / "s.pdf", session(Level.B_LTA))

    assert levels(signed) == ["PAdES-B-T"] * 2
    assert {finding.code for finding in signed.findings} == {
        "certificate-status-unknown",
        "signature-level-below-settings",
    }


@pytest.mark.parametrize("fault", [Fault.TIMEOUT, Fault.GARBAGE, Fault.CUT])
def test_crl_answers_where_ocsp_does_not(archival, session, pki, tmp_path, fault):
    """OCSP first, then the list."""
    pki.ocsp.fault = fault
    signed = sign_now(archival, tmp_path / "s.pdf", session(Level.B_LT))

    assert levels(signed) == ["PAdES-B-LT"] * 2
    assert signed.findings == ()
    assert pki.crls.requests > 0


def test_unknown_status_stops_if_the_settings_say_so(archival, session, pki, tmp_path):
    """Nothing is signed, nothing is left behind."""
    pki.ocsp.fault = pki.crls.fault = Fault.DOWN
    with pytest.raises(
        CertificateStatusUnknownError, match=r"^\[SIGN-904\] .*neither OCSP nor CRL"
    ):
        sign_now(archival, tmp_path / "s.pdf", session(Level.B_B, unknown="stop"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("by", ["ocsp", "crls"])
def test_revoked_certificate_signs_nothing(archival, session, pki, tmp_path, by):
    """Told by OCSP, or by the list where OCSP is down."""
    pki.revoke("agency", dt.datetime.now(dt.UTC) - dt.timedelta(days=3))
    if by == "crls":
        pki.ocsp.fault = Fault.DOWN
    with pytest.raises(CertificateRevokedError, match=r"^\[SIGN-903\] .*Sở Văn hóa"):
        sign_now(archival, tmp_path / "s.pdf", session(Level.B_B))

    assert list(tmp_path.iterdir()) == []


def test_one_question_serves_a_batch(archival, session, pki, tmp_path):
    """Status answers are kept for some minutes; time stamps are asked for each time."""
    desk = session(Level.B_LTA)
    for number in range(3):
        sign_now(archival, tmp_path / f"{number}.pdf", desk)

    assert pki.ocsp.requests <= 6
    assert pki.tsa.requests == 9


def test_time_stamper_that_fails_at_the_last_moment(archival, session, pki, tmp_path):
    """Both signatures stamped, the document not: B-LT, and not a byte of the attempt is left."""
    asked = pki.service_at

    def failing(path: str):
        service = asked(path)
        if service is pki.tsa and service.requests == 2:
            service.fault = Fault.CUT
        return service

    desk = session(Level.B_LTA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(pki), "service_at", lambda _self, path: failing(path))
        signed = sign_now(archival, tmp_path / "s.pdf", desk)

    assert levels(signed) == ["PAdES-B-LT"] * 2
    assert set(reached_levels(signed.path).values()) == {Level.B_LT}
    assert b"DocTimeStamp" not in signed.path.read_bytes()


def test_logs_name_nobody(archival, session, pki, tmp_path, caplog):
    """Whatever goes wrong: no name of a person, no address with a password in it."""
    caplog.set_level("DEBUG")
    pki.tsa.fault = Fault.WRONG_NONCE
    pki.ocsp.fault = Fault.GARBAGE
    desk = session(Level.B_LTA)
    desk.timestamper = Timestamper(
        pki.tsa_url.replace("127.0.0.1", "me:secret@127.0.0.1"), desk.web
    )
    sign_now(archival, tmp_path / "s.pdf", desk)

    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("urllib3")]
    assert any("service at 127.0.0.1" in text for text in ours)
    assert not [text for text in ours if "secret" in text or "Tuyết" in text or "Văn hóa" in text]


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.GARBAGE])
def test_issuer_that_did_not_come_with_the_key_is_fetched(archival, session, pki, tmp_path, fault):
    """Many tokens hold their own certificate only; its issuer is where the certificate says."""
    pki.certs.fault = fault
    desk = session(Level.B_LT, profiles=(DECREE_30,))
    desk.keys = {Role.AGENCY: replace(desk.keys[Role.AGENCY], chain=())}
    signed = sign_now(archival, tmp_path / "s.pdf", desk)

    is_found = fault is Fault.NONE
    assert levels(signed) == ["PAdES-B-LT" if is_found else "PAdES-B-T"]
    assert ("certificate-status-unknown" in {one.code for one in signed.findings}) != is_found


def test_a_broken_answer_in_the_file_breaks_nothing_else(archival, session, tmp_path):
    """A curve that nobody knows in an OCSP answer, a version that no certificate has."""
    desk = session(Level.B_LT)
    roots = trusted_roots(desk.settings, default_path=tmp_path)
    signed = sign_now(archival, tmp_path / "s.pdf", desk)
    content = signed.path.read_bytes()
    curve, version = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("a003020102")
    start = content.rindex(b"/ByteRange")
    for known in (curve, version):
        places = [one.start() for one in re.finditer(re.escape(known), content[start:])]
        assert places, "the proofs are compressed: nothing was tested"
        for place in places:
            changed = bytearray(content)
            changed[start + place + len(known) - 1] ^= 1
            signed.path.write_bytes(changed)
            statuses = verify_signatures(signed.path, trusted=roots, at=None)
            assert [one.intact for one in statuses] == [True, True]
