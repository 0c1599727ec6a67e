"""Heads of the ledger are signed: by the office's key, each once, stamped where a service is set.

Where the key waits for a person, a head stays unsigned until a session is open: the newest is
signed then, and vouches for all before it, for a ledger that continues it continues them.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from sohoa.domain.failure import SohoaError
from sohoa.durable import write_once
from sohoa.ledger.head import Head, heads_in
from sohoa.sign.keys import roles_that_wait
from sohoa.sign.settings import Role, SignSettings
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.statement import sign_statement
from sohoa.workspace import Workspace

logger = logging.getLogger(__name__)

HEAD_FILE, SIGNATURE_FILE = ".head", ".p7s"


def signature_path(workspace: Workspace, head: Head) -> Path:
    """Return where the signature of a head lies, or will."""
    return workspace.heads_dir / f"{head.file_stem}{SIGNATURE_FILE}"


def keep_signed(
    workspace: Workspace,
    head: Head,
    settings: SignSettings,
    *,
    session: SigningSession | None = None,
) -> bool:
    """Keep a head as a file, and its signature beside it; says whether it is signed now.

    A `session` is one that a person has opened. What hinders the signature is told in the log, and
    costs nobody anything else: the next head is tried again.
    """
    try:
        head = _laid_down(workspace, head)
        path = signature_path(workspace, head)
        if path.exists():
            return True
        if session is None and roles_that_wait(settings, [Role.AGENCY]):
            logger.info("the head of the ledger waits for sohoa sign")
            return False
        _once(path, _signed(workspace, head, settings, session))
    except (SohoaError, OSError, _OtherHeadError) as error:
        code = error.code if isinstance(error, SohoaError) else type(error).__name__
        logger.warning("the head of the ledger was not signed: %s", code)
        return False
    return True


class _OtherHeadError(Exception):
    """In a head's file stands another one."""


def _laid_down(workspace: Workspace, head: Head) -> Head:
    """Keep a head as a file; who took the same head first has said when that was.

    Raises:
        _OtherHeadError: The file is not what it was when it was written.
    """
    path = workspace.heads_dir / f"{head.file_stem}{HEAD_FILE}"
    _once(path, head.content)
    content = path.read_bytes()
    for kept in heads_in(content.decode("ascii", "replace")):
        if kept.content == content and replace(kept, at=head.at) == head:
            return kept
    raise _OtherHeadError


def _signed(
    workspace: Workspace, head: Head, settings: SignSettings, session: SigningSession | None
) -> bytes:
    if session is not None:
        return sign_statement(head.content, session=session, at=head.at)
    path = workspace.development_key_path
    with SigningSession.open(settings, default_path=path, roles=[Role.AGENCY]) as opened:
        return sign_statement(head.content, session=opened, at=head.at)


def _once(path: Path, content: bytes) -> None:
    """Write a file unless it is there: of two that take the same head, one signature is enough."""
    if not path.exists():
        try:
            write_once(path, content)
        except FileExistsError:
            return
