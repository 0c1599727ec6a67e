"""A key on a PKCS#11 token (SoftHSM2): one session, one PIN, and what happens when it goes."""

from __future__ import annotations

import datetime as dt
import logging
import subprocess

import pkcs11
import pytest
from pki.token import PIN, make_token
from sign_samples import sign_with

from sohoa.domain.errors import KeyUnusableError, TokenGoneError, WrongPinError
from sohoa.domain.stage_results import Finding
from sohoa.sign.keys import load_key, roles_that_wait
from sohoa.sign.settings import DECREE_30, KeySettings, Role, SignSettings
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.verification import verify_signatures

pytestmark = pytest.mark.usefixtures("english")

VARIABLE = "SOHOA_TEST_PIN"


@pytest.fixture
def token(pki, tmp_path, monkeypatch):
    """Make a token that this process sees; its PIN is in the environment."""
    monkeypatch.setenv(VARIABLE, PIN)

    def make(*labels: str, **options):
        made = make_token(tmp_path / "token", pki, *labels, **options)
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        return made

    yield make
    for module in list(pkcs11._loaded):
        pkcs11.unload(module)


def settings_for(token, label: str = "", pin_env: str = VARIABLE) -> SignSettings:
    """The agency's key is on a token."""
    where = KeySettings(
        kind="token", module=token.module, token=token.label, label=label, pin_env=pin_env
    )
    return SignSettings(key=where, profiles=(DECREE_30,))


def sitting_at(settings: SignSettings, tmp_path, pin: str | None = None) -> SigningSession:
    """Open the agency's key; `pin` is one that a person typed."""
    pins = {Role.AGENCY: pin} if pin else None
    return SigningSession.open(settings, default_path=tmp_path, roles=[Role.AGENCY], pins=pins)


def sign_now(archival, target, session):
    """Sign at the time it is."""
    return sign_with(archival, target, session, signed_at=dt.datetime.now(dt.UTC))


@pytest.mark.parametrize("label", ["agency", "agency-ec"])
def test_token_signs(archival, token, tmp_path, label, monkeypatch):
    """RSA with PSS and ECDSA, by a token that holds the issuer's certificate as well."""
    made = token(label, others=("interm",))
    monkeypatch.setenv(VARIABLE, PIN)
    with sitting_at(settings_for(made), tmp_path) as session:
        signed = [sign_now(archival, tmp_path / f"{n}.pdf", session) for n in range(2)]

    for one in signed:
        (status,) = verify_signatures(one.path, trusted=(), at=None)
        assert (status.intact, one.findings) == (True, ())
    found = subprocess.check_output(["pdfsig", "-nocert", signed[0].path], text=True)
    assert "Signature is Valid" in found


@pytest.mark.parametrize(
    ("taken_away", "findings"),
    [
        ("CKM_SHA256_RSA_PKCS_PSS", ()),
        ("CKM_SHA256_RSA_PKCS_PSS,CKM_RSA_PKCS_PSS", (Finding("rsa-pkcs1", value="agency"),)),
    ],
    ids=["PSS over a digest", "no PSS"],
)
def test_token_without_pss_signs_with_pkcs1_and_it_is_reported(
    archival, token, tmp_path, taken_away, findings
):
    """Many tokens can do nothing else; the record of the document says so."""
    # SoftHSM takes the minus for a part of the first name in its list.
    made = token("agency", others=("interm",), mechanisms=f"-CKM_NONE,{taken_away}")
    with sitting_at(settings_for(made), tmp_path) as session:
        signed = sign_now(archival, tmp_path / "s.pdf", session)

    assert signed.findings == findings
    (status,) = verify_signatures(signed.path, trusted=(), at=None)
    assert status.intact


def test_both_roles_may_share_a_token(archival, token, tmp_path, monkeypatch):
    """Two keys, told apart by their labels; one login serves both."""
    made = token("agency", "operator", others=("interm",))
    monkeypatch.setenv(VARIABLE, PIN)
    settings = SignSettings(
        key=settings_for(made, "agency").key, operator_key=settings_for(made, "operator").key
    )
    with SigningSession.open(settings, default_path=tmp_path, roles=Role) as session:
        signed = sign_now(archival, tmp_path / "s.pdf", session)

    assert [note.field_name for note in signed.signatures] == ["CanBoSoHoa", "CoQuanSoHoa"]
    with pytest.raises(KeyUnusableError, match="holds 2 keys of that name; name one in `label`"):
        sitting_at(settings_for(made), tmp_path)


def test_wrong_pin_is_tried_once(token, tmp_path, monkeypatch, caplog):
    """It stops the batch, is said and not shown, and the night does not try a second time."""
    caplog.set_level(logging.DEBUG)
    made = token("agency")
    monkeypatch.setenv(VARIABLE, "111111")
    settings = settings_for(made)
    with pytest.raises(WrongPinError, match=r"^\[SIGN-905\] .*Van thu refused the PIN") as caught:
        sitting_at(settings, tmp_path)
    monkeypatch.setenv(VARIABLE, PIN)
    with pytest.raises(KeyUnusableError, match="a wrong PIN was tried before"):
        sitting_at(settings, tmp_path)

    sitting_at(settings, tmp_path, pin=PIN).close()  # a person may, and sets the count right
    sitting_at(settings, tmp_path).close()
    assert not caught.value.retryable
    assert "111111" not in f"{caught.value!r}{caught.value}{caught.value.details}{caplog.text}"


def test_token_removed_in_the_middle(archival, token, tmp_path, monkeypatch):
    """A batch error; nothing is left of the document at hand; plugged in again it goes on."""
    made = token("agency", others=("interm",))
    monkeypatch.setenv(VARIABLE, PIN)
    settings = settings_for(made)
    target = tmp_path / "out" / "s.pdf"
    with sitting_at(settings, tmp_path) as session:
        sign_now(archival, target.with_name("first.pdf"), session)
        made.pull_out()
        with pytest.raises(TokenGoneError, match=r"^\[SIGN-906\] .*Van thu"):
            sign_now(archival, target, session)
    with pytest.raises(TokenGoneError):
        sitting_at(settings, tmp_path)

    assert [file.name for file in target.parent.iterdir()] == ["first.pdf"]
    made.plug_in()
    with sitting_at(settings, tmp_path) as session:
        assert sign_now(archival, target, session).signatures


def test_what_is_not_there_is_named(token, tmp_path, monkeypatch):
    """No such library, no such token, no such key, no certificate, no PIN."""
    made = token(others=("agency",))
    monkeypatch.setenv(VARIABLE, PIN)
    good = settings_for(made)
    broken = tmp_path / "broken.so"
    broken.write_bytes(b"no library")

    def problem(**changed: object) -> str:
        where = good.key.model_copy(update=changed)
        with pytest.raises((KeyUnusableError, TokenGoneError)) as caught:
            load_key(good.model_copy(update={"key": where}), default_path=tmp_path)
        return caught.value.details["problem"]

    assert "cannot be loaded" in problem(module=broken)
    assert "NoSuchToken" in problem(token="other")  # noqa: S106 - a label
    assert "holds 0 keys" in problem()
    assert "is not known" in problem(pin_env="")


def test_who_waits_for_a_person(token, tmp_path, monkeypatch):
    """A token whose PIN is not in the environment; nobody, when it is."""
    settings = settings_for(token("agency"))
    monkeypatch.delenv(VARIABLE, raising=False)
    assert roles_that_wait(settings, (Role.AGENCY,)) == (Role.AGENCY,)

    monkeypatch.setenv(VARIABLE, PIN)
    assert roles_that_wait(settings, (Role.AGENCY,)) == ()
