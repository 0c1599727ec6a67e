"""Heads of the ledger leave the house: written down where work ends, for whoever keeps them.

Before a head is made, the plan, the settings and the trusted roots are entered if they are others
than those recorded last: a head bears witness to the rules, too.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from pathlib import Path

from sohoa import AGENT
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.failure import BatchError
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.durable import append_durably, sha256_of
from sohoa.ledger.head import Head, heads_in
from sohoa.person import person
from sohoa.workspace import Workspace

logger = logging.getLogger(__name__)


def rules_of(workspace: Workspace) -> dict[str, str]:
    """Give what numbers are counted and signatures are believed by: file -> SHA-256.

    The plan, and every file below `config/`: settings, tables of names, trusted roots.

    Raises:
        OSError: A file cannot be read.
    """
    files = [workspace.plan_path, *workspace.config_dir.rglob("*")]
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
    """Give the ledger's head of now, and append it to `data/ledger/heads.txt`.

    One that says nothing new is not appended again.

    Raises:
        BatchError: The catalogue cannot be written, or no room is left.
        OSError: A file of the settings cannot be read.
    """
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    enter_rules(workspace, catalogue, at=now)
    head = catalogue.head(at=now)
    last = last_head(workspace.heads_path)
    if last is None or (last.archive, last.size, last.root) != (head.archive, head.size, head.root):
        append_durably(workspace.heads_path, f"{head.line}\n".encode())
    return head


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
