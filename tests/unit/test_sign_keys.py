"""The signing key: what is accepted, and what exactly is wrong with what is not."""

from __future__ import annotations

import stat

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from sign_samples import AGENCY, make_key_file, private_key

from sohoa.domain.errors import KeyUnusableError
from sohoa.sign.development import DEVELOPMENT_MARK, make_development_key
from sohoa.sign.keys import load_key, trusted_roots
from sohoa.sign.settings import DECREE_30, KeySettings, SignSettings, TrustSettings

pytestmark = pytest.mark.usefixtures("english")


VARIABLE = "OFFICE_KEY"


def problem_of(settings: SignSettings, path) -> str:
    """What `load_key` says is wrong."""
    with pytest.raises(KeyUnusableError) as caught:
        load_key(settings, default_path=path)
    return caught.value.details["problem"]


def test_development_key_says_what_it_is(tmp_path):
    """The certificate itself says that it has no legal value; only the owner may read the file."""
    path = tmp_path / "keys" / "development.p12"
    make_development_key(path, agency=AGENCY)
    key = load_key(SignSettings(), default_path=path)

    assert key.is_development
    assert key.signer_name.startswith(DEVELOPMENT_MARK)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["development.p12"]


def test_development_key_is_never_overwritten(tmp_path):
    """What the first key signed could not be verified any more."""
    path = tmp_path / "development.p12"
    path.write_bytes(b"a key")

    with pytest.raises(FileExistsError):
        make_development_key(path, agency=AGENCY)
    assert path.read_bytes() == b"a key"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("agency", ["", "Ủy ban " * 40, "Ủ" * 100])
def test_any_agency_fits_the_certificate(tmp_path, agency):
    """Names in certificates are short; a long one is cut between words."""
    make_development_key(tmp_path / "key.p12", agency=agency)

    assert load_key(SignSettings(), default_path=tmp_path / "key.p12").is_development


def test_development_root_is_trusted_while_in_use(tmp_path):
    """Its root counts as long as the settings say development, and only its root."""
    path = tmp_path / "development.p12"
    assert trusted_roots(SignSettings(), default_path=path) == ()
    make_development_key(path, agency=AGENCY)

    roots = trusted_roots(SignSettings(), default_path=path)
    assert [root.subject == root.issuer for root in roots] == [True]
    assert trusted_roots(make_key_file(tmp_path / "office.p12"), default_path=path) == ()


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_roots_of_the_settings_are_trusted(tmp_path, encoding):
    """A root certificate may be PEM or DER."""
    make_development_key(tmp_path / "key.p12", agency=AGENCY)
    root = load_key(SignSettings(), default_path=tmp_path / "key.p12").chain[0]
    (tmp_path / "root").write_bytes(root.public_bytes(encoding))
    settings = SignSettings(trust=TrustSettings(roots=(tmp_path / "root",)))

    assert trusted_roots(settings, default_path=tmp_path / "none") == (root,)


def test_root_file_without_certificate_is_named(tmp_path):
    """A file that holds no certificate is a mistake in the settings, not an empty list."""
    (tmp_path / "root").write_bytes(b"nothing")
    settings = SignSettings(trust=TrustSettings(roots=(tmp_path / "root",)))

    with pytest.raises(KeyUnusableError, match="holds no certificate"):
        trusted_roots(settings, default_path=tmp_path / "none")


@pytest.mark.parametrize("kind", ["RSA-2048", "P-384"])
def test_office_key_is_loaded_with_its_passphrase(tmp_path, monkeypatch, kind):
    """The passphrase comes from the variable that the settings name."""
    path = tmp_path / "office.p12"
    make_key_file(path, private_key(kind), passphrase=b"m\xe1\xba\xadt")
    monkeypatch.setenv(VARIABLE, "mật")
    settings = SignSettings(
        key=KeySettings(kind="pkcs12", path=path, passphrase_env=VARIABLE), profiles=(DECREE_30,)
    )
    key = load_key(settings, default_path=tmp_path / "none")

    assert (key.signer_name, key.is_development) == ("Văn thư", False)


@pytest.mark.parametrize("passphrase", [None, "", "wrong"])
def test_wrong_passphrase_is_named_and_not_shown(tmp_path, monkeypatch, passphrase):
    """An absent, an empty and a wrong passphrase; none of them gets into the message."""
    path = tmp_path / "office.p12"
    make_key_file(path, passphrase=b"right")
    monkeypatch.delenv(VARIABLE, raising=False)
    if passphrase is not None:
        monkeypatch.setenv(VARIABLE, passphrase)
    settings = SignSettings(
        key=KeySettings(kind="pkcs12", path=path, passphrase_env=VARIABLE), profiles=(DECREE_30,)
    )

    message = problem_of(settings, path)
    expected = "OFFICE_KEY is not set" if passphrase is None else "the passphrase is wrong"
    assert expected in message
    assert not passphrase or f"'{passphrase}'" not in message


@pytest.mark.parametrize(
    ("kind", "options", "problem"),
    [
        ("P-256", {"valid": (-100, -1)}, "expired on"),
        ("P-256", {"valid": (1, 100)}, "not valid before"),
        ("P-256", {"usage": {"key_encipherment": True}}, "key usage"),
        ("RSA-1024", {}, "too short: 1024 bits"),
        ("Ed25519", {}, "kind Ed25519, and only RSA and ECDSA"),
    ],
)
def test_unfit_key_says_why(tmp_path, kind, options, problem):
    """Out of its time, for another use, too short, of another kind."""
    settings = make_key_file(tmp_path / "k.p12", private_key(kind), **options)

    assert problem in problem_of(settings, tmp_path / "none")


@pytest.mark.parametrize("usage", ["digital_signature", "content_commitment"])
def test_either_usage_signs(tmp_path, usage):
    """Signature or non-repudiation: certification authorities set one, the other, or both."""
    settings = make_key_file(tmp_path / "k.p12", usage={usage: True})

    assert load_key(settings, default_path=tmp_path).signer_name == "Văn thư"


def test_missing_and_broken_files_are_named(tmp_path):
    """No file, a folder, and a file of something else."""
    (tmp_path / "text").write_text("not a key")

    assert "cannot be read: No such file" in problem_of(SignSettings(), tmp_path / "none")
    assert "cannot be read: Is a directory" in problem_of(SignSettings(), tmp_path)
    assert "no PKCS#12 file" in problem_of(SignSettings(), tmp_path / "text")
