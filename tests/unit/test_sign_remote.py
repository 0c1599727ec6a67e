"""A key kept by a signing service (CSC API): a real server on loopback with a real key."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from pki.csc import BEARER, CREDENTIAL, PIN, running_service
from sign_samples import sign_with

from sohoa.domain.errors import KeyUnusableError, SigningServiceError, WrongPinError
from sohoa.domain.stage_results import Finding
from sohoa.sign.keys import roles_that_wait
from sohoa.sign.settings import DECREE_30, KeySettings, Role, SignSettings, TimeSettings
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.verification import verify_signatures

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def _secrets(monkeypatch):
    monkeypatch.setenv("CSC_PIN", PIN)
    monkeypatch.setenv("CSC_BEARER", BEARER)


def settings_for(url: str, **changed: object) -> SignSettings:
    """The agency's key is kept by the service at `url`."""
    where = {"url": url, "credential": CREDENTIAL, "pin_env": "CSC_PIN", "bearer_env": "CSC_BEARER"}
    return SignSettings(
        key=KeySettings(kind="remote", **{**where, **changed}),
        profiles=(DECREE_30,),
        time=TimeSettings(timeout_seconds=1),
    )


def sitting_at(settings: SignSettings, tmp_path) -> SigningSession:
    """Open the agency's key."""
    return SigningSession.open(settings, default_path=tmp_path, roles=[Role.AGENCY])


def sign_now(archival, target, session):
    """Sign at the time it is."""
    return sign_with(archival, target, session, signed_at=dt.datetime.now(dt.UTC))


@pytest.mark.parametrize(
    ("label", "is_pss"),
    [("agency", True), ("agency-ec", True), ("agency", False)],
    ids=["PSS", "ECDSA", "PKCS#1"],
)
def test_service_signs(archival, pki, tmp_path, label, is_pss):
    """Each signature authorized by itself; PKCS#1 v1.5 only where nothing else can be had."""
    findings = () if is_pss else (Finding("rsa-pkcs1", value="agency"),)
    with running_service(pki, label, is_pss=is_pss) as service:
        with sitting_at(settings_for(service.url), tmp_path) as session:
            signed = [sign_now(archival, tmp_path / f"{n}.pdf", session) for n in range(3)]
        assert service.signed == 4  # one to see that key and certificate fit

    for one in signed:
        (status,) = verify_signatures(one.path, trusted=(), at=None)
        assert (status.intact, status.signer) == (True, one.signatures[0].signer)
        assert one.findings == findings


def test_wrong_pin_is_sent_once(pki, tmp_path, monkeypatch, caplog):
    """It stops the batch and is in no message and no log."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("CSC_PIN", "000000")
    with running_service(pki) as service:
        with pytest.raises(WrongPinError, match=r"^\[SIGN-905\]") as caught:
            sitting_at(settings_for(service.url), tmp_path)
        assert service.wrong_pins == 1

    shown = f"{caught.value!r}{caught.value}{caught.value.details}{caplog.text}"
    assert "000000" not in shown
    assert BEARER not in shown


def test_service_that_fails_stops_the_batch(archival, pki, tmp_path):
    """In the middle, at once, or with a wrong token; nothing half-signed is left."""
    target = tmp_path / "out" / "s.pdf"
    with running_service(pki) as service:
        settings = settings_for(service.url)
        with sitting_at(settings, tmp_path) as session:
            sign_now(archival, target.with_name("first.pdf"), session)
            service.fails_after = service.signed
            with pytest.raises(SigningServiceError, match=r"^\[SIGN-907\] .*HTTP 503"):
                sign_now(archival, target, session)
    with pytest.raises(SigningServiceError, match="ConnectionError"):
        sitting_at(settings, tmp_path)

    assert [file.name for file in target.parent.iterdir()] == ["first.pdf"]


def test_mistakes_in_the_settings_are_named(pki, tmp_path, monkeypatch):
    """A credential or bearer token the service does not know; a variable that is not set."""
    with running_service(pki) as service:
        with pytest.raises(SigningServiceError, match="credentials/info: HTTP 400"):
            sitting_at(settings_for(service.url, credential="other"), tmp_path)
        monkeypatch.setenv("CSC_BEARER", "wrong")
        with pytest.raises(SigningServiceError, match="HTTP 401"):
            sitting_at(settings_for(service.url), tmp_path)
        monkeypatch.delenv("CSC_BEARER")
        with pytest.raises(KeyUnusableError, match="CSC_BEARER is not set"):
            sitting_at(settings_for(service.url), tmp_path)


def test_who_waits_for_a_person(monkeypatch):
    """A service with a PIN waits for it; one without needs nobody."""
    monkeypatch.delenv("CSC_PIN")
    with_pin, without = settings_for("http://x"), settings_for("http://x", pin_env="")

    assert roles_that_wait(with_pin, (Role.AGENCY,)) == (Role.AGENCY,)
    assert roles_that_wait(without, (Role.AGENCY,)) == ()
