"""`verify --only-trust`: an auditor's own roots, and nobody else's word."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from goldens import GOLDEN, VERSIONS, copy_of, notes_of
from key_kinds import good

from sohoa.audit.auditor import Auditor, Request
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("english")]


@pytest.fixture(params=VERSIONS)
def version(request) -> str:
    """Each golden archive."""
    return request.param


@pytest.fixture
def verify(version, tmp_path):
    """Verify a copy of the golden archive, whose config/trust holds its root."""
    root = copy_of(version, tmp_path / "office").root
    day = notes_of(version)["judge_on"]

    def verified(*options: str) -> int:
        return run(["--home", str(root), "verify", "--brief", "--at", day, *options])

    return verified


@pytest.fixture
def true_root(version) -> str:
    """The root that the golden archive's certificates lead to."""
    (path,) = (GOLDEN / version / "config" / "trust").glob("*.der")
    return str(path)


@pytest.fixture
def other_root(tmp_path) -> str:
    """A root that has issued nothing of it."""
    path = tmp_path / "other.der"
    path.write_bytes(good()["plain"].root.public_bytes(Encoding.DER))
    return str(path)


def test_only_the_given_roots_count(verify, true_root, other_root):
    """With another root alone nothing holds, though the office believes its own."""
    assert verify() == ExitCode.DONE
    assert verify("--only-trust", true_root) == ExitCode.DONE
    assert verify("--only-trust", other_root) == ExitCode.TRUST_BROKEN
    assert verify("--only-trust", other_root, "--only-trust", true_root) == ExitCode.DONE
    assert verify("--trust", other_root) == ExitCode.DONE


def test_it_is_not_mixed_with_the_offices_own(verify, true_root, capsys):
    """Both at once would leave open who is believed."""
    assert verify("--trust", true_root, "--only-trust", true_root) == ExitCode.USAGE
    assert "exclude each other" in capsys.readouterr().err


def test_neither_settings_nor_development_key_are_asked(tmp_path, true_root, other_root):
    """The trust store of an audit holds the auditor's roots, whatever the workspace has."""
    from audit_samples import SmallOffice
    from test_audit import NOW

    office = SmallOffice(tmp_path / "office", NOW)
    office.office.trust_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(true_root, office.office.trust_dir / "root.der")

    believed = Auditor.of(Workspace(office.root), Request()).trust.roots
    alone = Auditor.of(Workspace(office.root), Request(only_roots=(Path(other_root),))).trust.roots
    assert len(believed) >= 2
    assert alone == (Path(other_root).read_bytes(),)
