"""What waits for a person is signed and archived, in one session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.outcome import DocumentState
from sohoa.domain.plan import Plan
from sohoa.ledger.head import Head
from sohoa.line.batch import opened_line, sign_batch
from sohoa.line.engine import Attempt, at_once
from sohoa.line.pdfa import is_of_its_paper
from sohoa.line.summary import BatchSummary, RunSummary
from sohoa.line.waiting import WaitingBatch, waiting_batches
from sohoa.plan_file import load_plan
from sohoa.settings import Settings, load_settings
from sohoa.sign.keys import keeper_of, roles_that_wait
from sohoa.sign.settings import Role
from sohoa.sign.signing_session import SigningSession, signing_roles
from sohoa.use_cases.boxes import require_box
from sohoa.use_cases.doctor import require_ready
from sohoa.work.head_signing import signature_path
from sohoa.work.witness import last_head
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """The batches that wait to be signed, of every phase."""

    plan: Plan
    settings: Settings
    waiting: tuple[WaitingBatch, ...]

    @property
    def phases(self) -> list[int]:
        """The phases that the batches belong to."""
        return sorted({batch.phase.number for batch in self.waiting})

    @property
    def boxes(self) -> dict[str, int | None]:
        """Box → how many of its documents wait."""
        return {batch.folder.batch: batch.count for batch in self.waiting}


def signing_request(workspace: Workspace, batches: Sequence[str]) -> SigningRequest:
    """Find what waits, in the named batches or in all; if something does, check what it needs.

    Raises:
        PlanError, SettingsError: With every mistake at once.
        UnknownBoxError: Nobody has ever seen a box of this name.
        ToolMissingError, KeyUnusableError, DiskFullError: Something the run needs is missing.
    """
    plan, settings = load_plan(workspace.plan_path), load_settings(workspace.config_dir)
    for name in batches:
        require_box(workspace, name)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        asked = {one.document_id for one in reader.documents(state=DocumentState.ASKED)}
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        waiting = waiting_batches(
            workspace,
            plan,
            batches,
            quality=settings.ocr.quality,
            asked=asked,
            bears=partial(is_of_its_paper, catalogue),
        )
    if waiting:
        require_ready(workspace, settings)
    return SigningRequest(plan, settings, tuple(waiting))


def waiting_head(workspace: Workspace, settings: Settings) -> Head | None:
    """Give the newest head of the ledger, if it is unsigned because its key waits for a person.

    Raises:
        OSError: The heads cannot be read.
    """
    if not roles_that_wait(settings.sign, [Role.AGENCY]):
        return None
    head = last_head(workspace.heads_path)
    is_signed = head is not None and signature_path(workspace, head).exists()
    return None if is_signed else head


def open_session(
    workspace: Workspace,
    settings: Settings,
    *,
    ask: Callable[[str], str],
    roles: Sequence[Role] | None = None,
) -> SigningSession:
    """Open the keys; `ask` gives the PIN or passphrase of a keeper, where it is in no variable.

    `roles` are those of documents, if none are given.

    Raises:
        KeyUnusableError, WrongPinError, TokenGoneError, SigningServiceError: As `load_key`.
    """
    roles = roles or signing_roles(settings.sign, dt.datetime.now(dt.UTC))
    keepers = {
        role: keeper_of(settings.sign.key_of(role))
        for role in roles_that_wait(settings.sign, roles)
    }
    typed = {keeper: ask(keeper) for keeper in dict.fromkeys(keepers.values())}  # on one token both
    pins = {role: typed[keeper] for role, keeper in keepers.items()}
    path = workspace.development_key_path
    return SigningSession.open(settings.sign, default_path=path, roles=roles, pins=pins)


def sign(
    workspace: Workspace,
    request: SigningRequest,
    *,
    session: SigningSession,
    attempt: Attempt = at_once,
) -> list[RunSummary]:
    """Sign and archive what waits, box after box, a summary per phase; what is signed stays signed.

    Raises:
        BatchError: The key cannot sign any more; the next session goes on from there.
    """
    done: dict[int, list[BatchSummary]] = {}
    opened = opened_line(
        workspace,
        request.plan,
        request.settings,
        workers=1,
        imports=("sohoa.work.jobs",),
        session=session,
    )
    with opened as batch_of:
        for one in request.waiting:
            batch = batch_of(one.folder, one.phase)
            done.setdefault(one.phase.number, []).append(sign_batch(batch, attempt=attempt))
    return [RunSummary(phase, tuple(summaries)) for phase, summaries in sorted(done.items())]
