"""`config/signing.toml`: complete, explained, without secrets, and quick to read."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from sohoa.sign.settings import SignSettings

CONFIG = Path(__file__).resolve().parents[2] / "config" / "signing.toml"


def test_the_file_states_the_defaults():
    """What stands in the file is what holds without it."""
    assert SignSettings.model_validate(tomllib.loads(CONFIG.read_text())) == SignSettings()


@pytest.mark.parametrize(
    "content",
    [
        {"key": {"kind": "pkcs12"}},
        {"key": {"path": "keys/office.p12"}},
        {"key": {"passphrase": "secret"}},
        {"key": {"passphrase_env": "not a name"}},
        {"profile": {"name": "nd30-2020-sao-y"}},
        {"profiles": []},
        {"profiles": [{"name": "x", "valid_from": "2020-03-05", "signatures": ["operator"]}]},
        {
            "profiles": [
                {"name": "x", "valid_from": "2020-03-05", "signatures": ["agency", "operator"]}
            ]
        },
        {"stamp": {"fonts": []}},
        {"stamp": {"fonts": ["Tinos.ttf"]}},
        {"key": {"kind": "token", "module": "/usr/lib/p11.so"}},
        {"key": {"kind": "remote", "url": "ftp://sign.test", "credential": "x"}},
        {"key": {"kind": "pkcs12", "path": "/etc/office.p12"}},
        {"time": {"level": "PAdES-B-T"}},
        {"time": {"tsa_url": "tsa.test"}},
        {"time": {"tsa_url": "https://office:secret@tsa.test"}},
        {"trust": {"roots": ["root.pem"]}},
        {"keys": {}},
    ],
)
def test_mistakes_are_refused(content):
    """A missing or relative path, a secret in the file, an unknown key or value."""
    with pytest.raises(ValidationError):
        SignSettings.model_validate(content)


def test_reading_settings_loads_no_heavy_tool():
    """`sohoa --help` must not wait for pyHanko or pikepdf."""
    script = (
        "import sys, sohoa.sign.settings, sohoa.pdfa.settings;"
        "print([name for name in ('pyhanko', 'pikepdf', 'page', 'fontTools')"
        " if name in sys.modules])"
    )

    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"
