"""Heads of the ledger leave the house: written down where work ends, for whoever keeps them.

Before a head is made, the plan, the settings and the trusted roots are entered if they are others
than those recorded last: a head bears witness to the rules, too.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sohoa import AGENT
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.failure import BatchError
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.durable import append_durably, sha256_of
from sohoa.ledger.head import Head, heads_in
from sohoa.person import person
from sohoa.work.witness_folder import WitnessFolder
from sohoa.workspace import Workspace

if TYPE_CHECKING:
    from sohoa.sign.signing_session import SigningSession

logger = logging.getLogger(__name__)


def rules_of(workspace: Workspace) -> dict[str, str]:
    """Give what numbers are counted and signatures are believed by: file -> SHA-256.

    The plan, and every file below `config/`: settings, tables of names, trusted roots.

    Raises:
        OSError: A file cannot be read.
    """
    config = workspace.config_dir
    # Folders that are links are gone through by who reads roots, and not by `rglob`.
    files = {workspace.plan_path, *config.rglob("*"), *config.glob("*/*")}
    return {
        path.relative_to(workspace.root).as_posix(): sha256_of(path)
        for path in sorted(files)
        if path.is_file()
    }


def enter_rules(workspace: Workspace, catalogue: Catalogue, *, at: dt.datetime) -> bool:
    """Enter plan, settings and roots if they are others than before; says whether they are."""
    rules: Mapping[str, str] = {**rules_of(workspace), "program": AGENT}
    last = catalogue.last_event(OfficeEventKind.SETTINGS)
    if last is not None and dict(last.said) == rules:
        return False
    catalogue.note_event(OfficeEvent(OfficeEventKind.SETTINGS, at, rules, person()))
    return True


def take_head(workspace: Workspace, catalogue: Catalogue) -> Head:
    """Give the ledger's head, kept in `data/ledger/heads.txt`, signed and handed to the witness.

    Where nothing was entered since the last one, that is it. A signature or a witness that is not
    to be had is told in the log: the next head makes up for it.

    Raises:
        BatchError: The catalogue cannot be written, or no room is left.
        OSError: A file of the settings cannot be read.
    """
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    enter_rules(workspace, catalogue, at=now)
    head = catalogue.head(at=now)
    last = last_head(workspace.heads_path)
    if last is not None and (last.archive, last.size, last.root) == (
        head.archive,
        head.size,
        head.root,
    ):
        head = last
    else:
        append_durably(workspace.heads_path, head.content)
    give_out(workspace, head)
    return head


def give_out(workspace: Workspace, head: Head, *, session: SigningSession | None = None) -> bool:
    """Sign a head that is not signed yet, and hand the witness what it lacks; never fails.

    A `session` is one that a person has opened; without it a key that waits for a person signs
    nothing. Says whether the head is signed now.
    """
    # Who only looks at runs signs nothing.
    from sohoa.proof_settings import load_proof_settings  # noqa: PLC0415
    from sohoa.work.head_signing import keep_signed  # noqa: PLC0415

    try:
        settings = load_proof_settings(workspace.config_dir)
    except BatchError as error:
        logger.warning("the head of the ledger was not signed: %s", error.code)
        return False
    is_signed = keep_signed(workspace, head, settings.sign, session=session)
    folder = settings.ledger.witness
    if folder is None or not head.archive:
        return is_signed
    try:
        WitnessFolder(folder, head.archive).add(workspace, kept_heads(workspace.heads_path))
    except (BatchError, OSError) as error:
        code = error.code if isinstance(error, BatchError) else type(error).__name__
        logger.warning("the witness did not get the head of the ledger: %s", code)
    return is_signed


def sign_last_head(workspace: Workspace, session: SigningSession) -> Head | None:
    """Sign the newest head in the session that a person has opened; never fails.

    Those before it that nobody could sign are vouched for by it: its ledger continues theirs. Gives
    the head that is signed now; `None` where there is none, or it could not be signed.
    """
    try:
        head = last_head(workspace.heads_path)
    except OSError as error:
        logger.warning("the heads of the ledger cannot be read: %s", type(error).__name__)
        return None
    is_signed = head is not None and give_out(workspace, head, session=session)
    return head if is_signed else None


def take_last_head(workspace: Workspace) -> Head | None:
    """The same at the end of a run, which it must not fail; `None` where none could be made."""
    if not workspace.has_catalogue:
        return None
    try:
        with Catalogue.open(workspace.catalogue_url) as catalogue:
            return take_head(workspace, catalogue)
    except (BatchError, OSError) as error:
        code = error.code if isinstance(error, BatchError) else type(error).__name__
        logger.warning("no head of the ledger was made at the end of the run: %s", code)
        return None


def kept_heads(path: Path) -> list[Head]:
    """Give the heads that a file bears, in its order; none where there is no file.

    Raises:
        OSError: It cannot be read.
    """
    try:
        return heads_in(path.read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return []


def last_head(path: Path) -> Head | None:
    """Give the last of them."""
    return next(reversed(kept_heads(path)), None)
