"""An office whose heads are signed and leave the house; on whichever database."""

from __future__ import annotations

from pathlib import Path

from catalogue_samples import archive, paper, sha, store

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.stage_results import Description
from sohoa.ledger.head import Head
from sohoa.use_cases.setting_up import set_up
from sohoa.work.witness import take_head
from sohoa.workspace import CHECKOUT, Workspace


def office_in(root: Path, url: str = "") -> Workspace:
    """Set up an office with papers, one of them archived; `url` is its catalogue on a server."""
    office = Workspace(root)
    server = url if url.startswith("postgresql") else ""
    list(set_up(office, template=Workspace(CHECKOUT), postgres=server))
    with Catalogue.open(office.catalogue_url) as catalogue:
        store(catalogue, paper("1/QĐ"), paper("2/QĐ"), paper("3/GP", owner="Đỗ Thị Sương"))
        described = catalogue.link(Description(record_id="SO-000002"))
        archive(catalogue, office.archive_dir, "hop.1", description=described)
    return office


def add(office: Workspace, name: str) -> None:
    """Let something be entered."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        archive(catalogue, office.archive_dir, name, content=sha(name))


def head_of(office: Workspace) -> Head:
    """Take a head, as the end of a run does."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        return take_head(office, catalogue)


def sign_by(office: Workspace, root: Path, key: str, *, time: str = "") -> None:
    """Let the office sign by another key, the agency alone, and believe a root."""
    text = f"""[key]
{key}
[[profiles]]
name = "nd30-2020-sao-y"
valid_from = 2020-03-05
signatures = ["agency"]
[time]
{time}
[trust]
roots = ["{root}"]
"""
    (office.config_dir / "signing.toml").write_text(text, encoding="utf-8")


def set_witness(office: Workspace, folder: Path) -> None:
    """Let heads go to a folder."""
    path = office.config_dir / "settings.toml"
    text = path.read_text(encoding="utf-8")
    assert 'witness = ""' in text
    path.write_text(text.replace('witness = ""', f'witness = "{folder}"'), encoding="utf-8")
