"""A SoftHSM2 token in a folder of its own, with a key of the test PKI on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from pki.server import Pki

MODULES = [
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
]
PIN = "482915"
LABEL = "Van thu"


@dataclass(frozen=True)
class Token:
    """Where the token lies; `environment` makes a process find it."""

    folder: Path
    module: Path
    label: str = LABEL

    @property
    def environment(self) -> dict[str, str]:
        """For processes that are to see the token."""
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}

    def pull_out(self) -> None:
        """The token is gone: its files are moved away."""
        (self.folder / "tokens").rename(self.folder / "pulled-out")
        (self.folder / "tokens").mkdir()

    def plug_in(self) -> None:
        """The token is back."""
        shutil.rmtree(self.folder / "tokens")
        (self.folder / "pulled-out").rename(self.folder / "tokens")


def make_token(
    folder: Path, pki: Pki, *labels: str, mechanisms: str = "", others: tuple[str, ...] = ()
) -> Token:
    """A token with keys and certificates of `labels`, and the certificates of `others`.

    `mechanisms` is SoftHSM's setting: `-CKM_…` takes some away.
    """
    module = next((path for path in MODULES if path.exists()), None)
    if module is None or not all(map(shutil.which, ("softhsm2-util", "pkcs11-tool"))):
        pytest.skip("no SoftHSM2 here: apt-get install softhsm2 opensc")
    (folder / "tokens").mkdir(parents=True)
    lines = [f"directories.tokendir = {folder / 'tokens'}", "objectstore.backend = file"]
    if mechanisms:
        lines.append(f"slots.mechanisms = {mechanisms}")
    token = Token(folder, module)
    (folder / "softhsm2.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _run(
        token,
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        LABEL,
        "--so-pin",
        "1234567890",
        "--pin",
        PIN,
    )
    for number, label in enumerate(labels, start=1):
        identity = f"0{number}"
        _run(
            token,
            "softhsm2-util",
            "--import",
            pki.key_pem(label),
            "--token",
            LABEL,
            "--label",
            label,
            "--id",
            identity,
            "--pin",
            PIN,
        )
        _write_certificate(token, pki.certificate_file(label), label, identity)
    for number, label in enumerate(others):
        _write_certificate(token, pki.certificate_file(label), label, f"f{number}")
    return token


def _write_certificate(token: Token, path: Path, label: str, identity: str) -> None:
    written = ["--write-object", path, "--type", "cert", "--label", label, "--id", identity]
    _run(
        token,
        "pkcs11-tool",
        "--module",
        token.module,
        "--token-label",
        LABEL,
        "--login",
        "--pin",
        PIN,
        *written,
    )


def _run(token: Token, *command: str | Path) -> None:
    environment = {**os.environ, **token.environment}
    subprocess.run(list(map(str, command)), check=True, capture_output=True, env=environment)
