"""Heads of the ledger as they are kept: whose signature each bears, and where else it lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sohoa.domain.failure import BatchError
from sohoa.domain.trust import SignatureStanding
from sohoa.ledger.head import Head, heads_in
from sohoa.proof_settings import ProofSettings, load_proof_settings
from sohoa.sign.anchors import Anchors, anchors_of
from sohoa.sign.certificates import read_certificates
from sohoa.sign.statement import Statement, examine_statement
from sohoa.sign.trust_store import TrustStore
from sohoa.work.head_signing import HEAD_FILE, SIGNATURE_FILE
from sohoa.work.witness import kept_heads
from sohoa.work.witness_folder import WitnessFolder
from sohoa.workspace import Workspace

#: More is no signature of a head.
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head, and what its signature is worth today."""

    head: Head
    statement: Statement


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A head of the ledger as it is kept, as machines read it.

    Attributes:
        signer: Who signed it; empty where it is not signed. `standing` is what that is worth.
        stamped_at: The time of its stamp; unset where it has none that is believed.
        at_witness: The witness's folder keeps it; unset where there is no such folder, or it cannot
            be read now.
    """

    at: dt.datetime
    size: int
    root: str
    signer: str
    standing: SignatureStanding | None
    problem: str
    stamped_at: dt.datetime | None
    at_witness: bool | None


def settings_of(workspace: Workspace) -> ProofSettings | None:
    """Give the sections of signing and of the ledger; `None` for a workspace that has no settings.

    Raises:
        SettingsError: They cannot be used.
    """
    is_set_up = (workspace.config_dir / "settings.toml").exists()
    return load_proof_settings(workspace.config_dir) if is_set_up else None


def anchors_for(
    workspace: Workspace, settings: ProofSettings | None, roots: Sequence[Path]
) -> Anchors:
    """Trust the office's roots; with `roots` these, and no others.

    Raises:
        KeyUnusableError: A root cannot be read.
    """
    sunsets = settings.sign.renewal.ends if settings else ()
    if roots:
        own = TrustStore.of_roots(one for path in roots for one in read_certificates(path))
        return anchors_of(replace(own, sunsets=sunsets))
    if settings is None:
        return anchors_of(TrustStore())
    key, folder = workspace.development_key_path, workspace.trust_dir
    return anchors_of(TrustStore.of_office(settings.sign, key_path=key, trust_dir=folder))


def house_heads(workspace: Workspace) -> list[Head]:
    """Give the heads that the house keeps, in its list or as files, each once.

    Raises:
        OSError: They cannot be read.
    """
    files = sorted(workspace.heads_dir.glob(f"*{HEAD_FILE}"))
    heads = [*kept_heads(workspace.heads_path), *(one for path in files for one in _in_file(path))]
    return list(dict.fromkeys(heads))


def heads_as_signed(workspace: Workspace) -> list[Head]:
    """Give each of these heads once, as it is signed: two that were taken at once differ in time.

    Raises:
        OSError: They cannot be read.
    """
    by_stem = {head.file_stem: head for head in kept_heads(workspace.heads_path)}
    for path in workspace.heads_dir.glob(f"*{HEAD_FILE}"):
        for head in _in_file(path):
            by_stem[path.stem] = head
    return list(by_stem.values())


def signed_heads(folder: Path, heads: Sequence[Head], anchors: Anchors) -> Iterator[SignedHead]:
    """Give those of some heads that are signed in a folder, the house's or the witness's.

    A signature is of the head's file beside it; where that is gone, of the head of this name.

    Raises:
        OSError: A file cannot be read.
    """
    by_stem: dict[str, list[Head]] = {}
    for head in heads:
        by_stem.setdefault(head.file_stem, []).append(head)
    for stem, named in sorted(by_stem.items()):
        path = folder / f"{stem}{SIGNATURE_FILE}"
        if not path.exists():
            continue
        message = _message(path)
        told = _in_file(path.with_suffix(HEAD_FILE)) or named
        judged = [SignedHead(head, _examined(head, message, anchors)) for head in told]
        whole = [one for one in judged if one.statement.standing is not SignatureStanding.BROKEN]
        yield (whole or judged)[0]


def signatures_alone(workspace: Workspace, heads: Sequence[Head]) -> list[str]:
    """Give the names of signatures in the house of which no head is kept any more."""
    stems = {head.file_stem for head in heads}
    paths = sorted(workspace.heads_dir.glob(f"*{SIGNATURE_FILE}"))
    return [path.name for path in paths if path.stem not in stems]


def signature_beside(path: Path, head: Head, anchors: Anchors) -> SignedHead | None:
    """Give a head of a file that somebody keeps, with the signature beside it; none without one.

    Raises:
        OSError: The signature cannot be read.
    """
    beside = path.with_suffix(SIGNATURE_FILE)
    if path == beside or not beside.is_file():
        return None
    return SignedHead(head, _examined(head, _message(beside), anchors))


def _message(path: Path) -> bytes:
    """What stands in a signature's file; the beginning of one that is no signature."""
    with path.open("rb") as stream:
        return stream.read(_LARGEST)


def _examined(head: Head, message: bytes, anchors: Anchors) -> Statement:
    return examine_statement(head.content, message, anchors=anchors, made_at=head.at)


def _in_file(path: Path) -> list[Head]:
    """The head of a file that holds one and nothing else."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    return [one for one in heads_in(content.decode("ascii", "replace")) if one.content == content]


def witness_of(settings: ProofSettings | None, archive: str) -> WitnessFolder | None:
    """Give the witness's folder of an archive, if one is set and the archive has begun."""
    folder = settings.ledger.witness if settings else None
    return WitnessFolder(folder, archive) if folder is not None and archive else None


def list_heads(workspace: Workspace, *, last: int | None = None) -> list[HeadRow]:
    """Give the heads that the house keeps, the newest first; `last` gives no more than so many.

    Raises:
        SettingsError, KeyUnusableError: The configuration, or a trusted root, cannot be used.
        OSError: The heads cannot be read.
    """
    settings = settings_of(workspace)
    heads = sorted(house_heads(workspace), key=lambda head: (head.size, head.at), reverse=True)
    shown = heads[:last]
    anchors = anchors_for(workspace, settings, ())
    signed = {one.head: one.statement for one in signed_heads(workspace.heads_dir, shown, anchors)}
    there = _there(witness_of(settings, heads[0].archive if heads else ""))
    return [_row(head, signed.get(head), there) for head in shown]


def _there(witness: WitnessFolder | None) -> set[Head] | None:
    try:
        return None if witness is None else set(witness.heads())
    except BatchError:
        return None


def _row(head: Head, statement: Statement | None, there: set[Head] | None) -> HeadRow:
    return HeadRow(
        head.at,
        head.size,
        head.root.hex(),
        statement.signer if statement else "",
        statement.standing if statement else None,
        statement.problem if statement else "",
        statement.believed_at if statement else None,
        None if there is None else head in there,
    )
