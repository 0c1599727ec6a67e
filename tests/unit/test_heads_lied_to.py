"""A time-stamp service that lies: of another time, or the cheat's own, with a root of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from head_samples import add, head_of, office_in, sign_by
from test_heads_audited import audited, clock_off_by, codes, forge, root_of

from sohoa.use_cases.kept_heads import list_heads
from sohoa.work import witness

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def office(catalogue_at, tmp_path):
    """On both databases."""
    root = tmp_path / "office"
    root.mkdir()
    return office_in(root, catalogue_at(root))


def stamped_by(office, pki, *, url: str = "", root: Path | None = None) -> None:
    """Let the office sign by the agency's key of the tests and have a service stamp it."""
    key = f'kind = "pkcs12"\npath = "{pki.key_file("agency")}"'
    sign_by(office, root or pki.root_file, key, time=f'tsa_url = "{url or pki.tsa_url}"')


def ago(days: int) -> dt.datetime:
    """So many days before now; a negative number is ahead."""
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)


@pytest.mark.parametrize("days", [400, -400])
def test_a_service_that_is_believed_says_another_time(pki, office, days):
    """Head and stamp contradict each other: one of the two clocks lies, and it is told."""
    stamped_by(office, pki)
    pki.now = ago(days)
    head = head_of(office)
    found = audited(office, roots=[pki.root_file]).differences
    assert "head-stamp" in {one.code for one in found}
    (told,) = [one for one in found if one.code == "head-stamp"]
    assert told.details["size"] == head.size
    assert str(told.details["stamped"]).startswith(str(ago(days).date()))


def test_service_and_clock_lie_together(pki, office, monkeypatch):
    """Both dated back: a head of before, kept by somebody, stands behind a later one's day."""
    stamped_by(office, pki)
    kept = head_of(office)
    monkeypatch.setattr(witness, "dt", clock_off_by(-300))
    pki.now = ago(300)
    add(office, "hop.2")
    lied = head_of(office)
    assert lied.at < kept.at - dt.timedelta(days=299)
    assert "head-back" in codes(office, kept.line, lied.line)


def test_an_own_service_with_an_own_root_proves_no_time(pki, office, tmp_path):
    """The office believes it; who audits by the agency's root alone is told."""
    head_of(office)
    root = root_of(office, tmp_path / "root.der")
    signing = office.config_dir / "signing.toml"
    signing.write_text(
        f'[[profiles]]\nname = "nd30-2020-sao-y"\nvalid_from = 2020-03-05\n'
        f'signatures = ["agency"]\n[time]\ntsa_url = "{pki.tsa_url}"\n'
        f'[trust]\nroots = ["{pki.root_file}"]\n',
        encoding="utf-8",
    )
    pki.now = ago(30)
    add(office, "hop.2")
    head = head_of(office)
    result = audited(office, roots=[root])
    (found,) = [one for one in result.differences if not one.is_noted_only]
    assert (found.code, found.details["size"]) == ("head-signature", head.size)
    assert "time stamp does not lead to a trusted root" in str(found.details["problem"])
    assert all(one.head.line != head.line for one in result.signed)


def test_a_stamp_is_put_to_another_head(pki, office):
    """A stamp is over one signature: with those of another head no head is signed."""
    stamped_by(office, pki)
    first = head_of(office)
    add(office, "hop.2")
    second = head_of(office)
    of = {one: office.heads_dir / f"{one.file_stem}.p7s" for one in (first, second)}
    forge(of[second], of[first].read_bytes())
    assert "head-signature" in codes(office, roots=[pki.root_file])


def test_the_stamp_is_taken_off(pki, office):
    """By a signature without one, made later with the same key: no time is shown any more."""
    stamped_by(office, pki)
    head = head_of(office)
    assert list_heads(office)[0].stamped_at is not None
    path = office.heads_dir / f"{head.file_stem}.p7s"
    path.chmod(0o600)
    path.unlink()
    key = f'kind = "pkcs12"\npath = "{pki.key_file("agency")}"'
    sign_by(office, pki.root_file, key)
    head_of(office)
    assert all(one.stamped_at is None for one in list_heads(office))
