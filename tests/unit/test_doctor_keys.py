"""`sohoa doctor` says of a key what a document would find out."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from key_kinds import KeyFile, good, refused

from sohoa.use_cases.doctor import Check, Health, examine
from sohoa.use_cases.setting_up import set_up
from sohoa.workspace import CHECKOUT, Workspace

pytestmark = pytest.mark.usefixtures("english")

SETTINGS = """
[key]
kind = "pkcs12"
path = "{path}"
passphrase_env = "OFFICE_KEY"

[[profiles]]
name = "nd30-2020-sao-y"
valid_from = 2020-03-05
signatures = ["agency"]
"""


@pytest.fixture
def check(tmp_path, monkeypatch):
    """What `doctor` says of the agency's key, with or without its root in config/trust."""
    monkeypatch.setenv("OFFICE_KEY", "abc123")
    office = Workspace(tmp_path)
    list(set_up(office, template=Workspace(CHECKOUT)))

    def examined(file: KeyFile, *, is_trusted: bool = True) -> Check:
        (tmp_path / "key.p12").write_bytes(file.content)
        settings = SETTINGS.format(path=tmp_path / "key.p12")
        (office.config_dir / "signing.toml").write_text(settings, encoding="utf-8")
        office.trust_dir.mkdir(exist_ok=True)
        root = office.trust_dir / "root.der"
        root.unlink(missing_ok=True)
        if is_trusted:
            root.write_bytes(file.root.public_bytes(Encoding.DER))
        (found,) = (one for one in examine(office) if one.name == "signing key of the agency")
        return found

    return examined


@pytest.mark.parametrize("kind", ["plain", "pss", "no-cn", "ber"])
def test_a_key_that_signs_is_good(check, kind):
    """Proven by a signature that the archive would believe."""
    file = good()[kind]

    assert check(file) == Check("signing key of the agency", Health.GOOD, file.holder)


@pytest.mark.parametrize("kind", ["ed25519", "pss-sha384"])
def test_a_key_that_cannot_sign_is_refused_here_already(check, kind):
    """With the words that a run would stop with."""
    file, words = refused()[kind]
    found = check(file)

    assert found.health is Health.FAILURE
    assert words in found.found


def test_a_key_whose_signature_nobody_believes_is_a_failure(check):
    """The mend that is named works: its root into config/trust."""
    file = good()["plain"]
    found = check(file, is_trusted=False)

    assert found.health is Health.FAILURE
    assert "trusted root" in found.found
    assert "config/trust" in found.mend
    assert check(file).health is Health.GOOD
