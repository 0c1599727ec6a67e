"""Every kind of key file either signs, and is believed under one name, or is refused in words."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from key_kinds import REFUSED_KINDS, SIGNING_KINDS, KeyFile, good, refused
from sign_samples import AGENCY

from sohoa.domain.errors import KeyUnusableError
from sohoa.domain.trust import SignatureStanding
from sohoa.sign.keys import load_key, trusted_roots
from sohoa.sign.settings import DECREE_30, KeySettings, Role, SignSettings, TrustSettings
from sohoa.sign.trial import Trial, try_signing
from sohoa.sign.verification import verify_signatures

pytestmark = pytest.mark.usefixtures("english")

VARIABLE = "OFFICE_KEY"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """Settings that name a key file, its passphrase's variable and its root."""

    def written(file: KeyFile) -> SignSettings:
        path, root = tmp_path / "key.p12", tmp_path / "root.der"
        path.write_bytes(file.content)
        root.write_bytes(file.root.public_bytes(Encoding.DER))
        if file.passphrase is not None:
            monkeypatch.setenv(VARIABLE, file.passphrase)
        return SignSettings(
            key=KeySettings(
                kind="pkcs12",
                path=path,
                passphrase_env="" if file.passphrase is None else VARIABLE,
            ),
            trust=TrustSettings(roots=(root,)),
            profiles=(DECREE_30,),
        )

    return written


def tried(settings: SignSettings, folder: Path, *, trusting: bool = True) -> Trial:
    """What the trial of `sohoa doctor` says."""
    roots = trusted_roots(settings, default_path=folder) if trusting else ()
    return try_signing(
        settings,
        default_path=folder,
        role=Role.AGENCY,
        roots=roots,
        agency_name=AGENCY,
        font_dir=folder / "fonts",
    )


def test_every_kind_is_tried():
    """No kind of file is made that the tests below do not name."""
    assert (tuple(good()), tuple(refused())) == (SIGNING_KINDS, REFUSED_KINDS)


@pytest.mark.parametrize("kind", SIGNING_KINDS)
def test_it_signs_and_is_believed_under_one_name(settings, tmp_path, archival, kind):
    """Opened without a warning; signed, verified, and the signer's name is one and the same."""
    from sign_samples import sign

    stated = settings(good()[kind])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        key = load_key(stated, default_path=tmp_path)
    signed = sign(
        archival, tmp_path / "s.pdf", key, settings=stated, signed_at=dt.datetime.now(dt.UTC)
    )
    (status,) = verify_signatures(
        signed.path, trusted=trusted_roots(stated, default_path=tmp_path), at=None
    )

    assert key.signer_name == good()[kind].holder
    assert (status.standing, status.problem) == (SignatureStanding.HOLDS, "")
    assert status.signer == signed.signatures[0].signer == key.signer_name
    assert tried(stated, tmp_path) == Trial(key.signer_name, is_development=False)


@pytest.mark.parametrize("kind", REFUSED_KINDS)
def test_it_is_refused_in_clear_words(settings, tmp_path, kind):
    """Not by what breaks later, and the key's kind is named."""
    file, words = refused()[kind]

    with pytest.raises(KeyUnusableError, match=words):
        tried(settings(file), tmp_path)


def test_a_signature_that_nobody_would_believe_is_told_before(settings, tmp_path):
    """A key whose root is not trusted signs, and every document would fail its proof."""
    trial = tried(settings(good()["plain"]), tmp_path, trusting=False)

    assert "trusted root" in trial.problem
