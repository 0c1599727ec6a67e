"""Short proofs of what the ledger says of a document or paper: made here, and checked anywhere."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.proof_errors import NoProofError
from sohoa.domain.trust import SignatureStanding
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.short_proof import UncoveredError, make_proof
from sohoa.language import _
from sohoa.ledger.proof import FLAWS, Flaw, Proof, flaws_of, read_proof, recorded_at
from sohoa.sign.anchors import Anchors, anchors_of
from sohoa.sign.certificates import read_certificates
from sohoa.sign.statement import Statement, examine_statement
from sohoa.sign.trust_store import TrustStore
from sohoa.use_cases.auditing import HeadResult, head_result, heads_of
from sohoa.use_cases.kept_heads import heads_as_signed
from sohoa.work.head_signing import signature_path
from sohoa.work.witness import take_head
from sohoa.workspace import Workspace

#: A proof of a million entries has some kilobytes for each entry that it proves.
_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class ProvenEntryResult:
    """An entry that a proof shows to be in the ledger.

    Attributes:
        kind: The table whose row it entered.
        at: When it says that it was recorded.
        says: What it says in clear; `opened` what it has sealed, where that came along.
    """

    position: int
    kind: str
    at: str
    says: Mapping[str, str | int | None]
    opened: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShortProofResult:
    """What a short proof proves, as machines read it.

    Attributes:
        is_proven: All of it, under a head that was given or whose signature is believed. A proof
            that only fits itself anybody can make.
        head: The head that the entries are under; all was entered before it.
        older: The older head that the ledger has continued, if the proof bears one: what stands
            behind its size was entered after it.
        is_kept: One of the two was given from outside.
        signer: Who signed the head; empty where the proof bears no signature. `stamped_at` is the
            time that its time stamp states.
        is_signer_believed: The signature holds by the roots that were given.
        flaws: What is not proven, in words.
    """

    is_proven: bool
    about: str
    head: HeadResult
    older: HeadResult | None
    is_kept: bool
    signer: str
    is_signer_believed: bool
    stamped_at: dt.datetime | None
    entries: tuple[ProvenEntryResult, ...]
    flaws: tuple[str, ...]


def ledger_proof(
    workspace: Workspace, about: str, *, head: str | None = None, is_open: bool = False
) -> Proof:
    """Make the short proof of a document or paper; a new head first, if none is newer than it.

    Raises:
        NoHeadError: There is no head in what was given as one.
        NothingRecordedError: Nothing in the ledger is about it.
        HeadContradictedError: The ledger is not the continuation of a head.
        BatchError: The catalogue cannot be read; or a head is needed, and it cannot be written.
        OSError: The heads cannot be read.
    """
    given = max(heads_of(head), key=lambda one: one.size) if head else None
    with InspectionDoor.open(workspace.catalogue_url) as door:
        heads = heads_as_signed(workspace)
        try:
            proof = make_proof(door, about, heads=heads, given=given, is_open=is_open)
        except UncoveredError:
            with Catalogue.open(workspace.catalogue_url) as catalogue:
                new = take_head(workspace, catalogue)
            proof = make_proof(door, about, heads=[new], given=given, is_open=is_open)
    signature = signature_path(workspace, proof.under)
    if not signature.exists() or proof.under not in heads_as_signed(workspace):
        return proof
    message = base64.b64encode(signature.read_bytes()).decode()
    return proof.model_copy(update={"signature": message})


def check_proof(path: Path, heads: Iterable[str], roots: Sequence[Path]) -> ShortProofResult:
    """Check a short proof against heads that were kept; no workspace is asked.

    Its signature is judged by `roots`; without any, only whether it is of this head.

    Raises:
        NoProofError: It is none.
        NoHeadError: There is no head in what was given as one.
        KeyUnusableError: A root cannot be read.
    """
    proof = _read(path)
    kept = [one for text in heads for one in heads_of(text)]
    flaws = list(flaws_of(proof, kept))
    anchors = anchors_of(
        TrustStore.of_roots(one for root in roots for one in read_certificates(root))
    )
    told, under = _statement(proof, anchors), proof.under
    if told is not None and told.standing in _unfit(is_trust_asked=bool(roots)):
        flaws.append(Flaw("proof-signature", {"problem": _(told.problem)}))
    elif told is None and roots:
        flaws.append(Flaw("proof-signature", {"problem": _("there is none")}))
    is_kept = any(head in (under, proof.older) for head in kept)
    is_believed = told is not None and told.standing is SignatureStanding.HOLDS
    return ShortProofResult(
        is_proven=not flaws and (is_kept or is_believed),
        about=proof.about,
        head=head_result(under),
        older=head_result(proof.older) if proof.older else None,
        is_kept=is_kept,
        signer=told.signer if told else "",
        is_signer_believed=is_believed,
        stamped_at=told.stamped_at if told else None,
        entries=tuple(_entries(proof)),
        flaws=tuple(_(FLAWS[one.code]).format_map(one.details) for one in flaws),
    )


def _unfit(*, is_trust_asked: bool) -> frozenset[SignatureStanding]:
    broken = frozenset({SignatureStanding.BROKEN})
    return broken | {SignatureStanding.UNTRUSTED} if is_trust_asked else broken


def _read(path: Path) -> Proof:
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST)
        return read_proof(content.decode())
    except (OSError, ValueError) as error:
        problem = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise NoProofError(place=path, problem=problem) from error


def _statement(proof: Proof, anchors: Anchors) -> Statement | None:
    head, message = proof.under, proof.message
    if message is None:
        return None
    return examine_statement(head.content, message, anchors=anchors, made_at=head.at)


def _entries(proof: Proof) -> Iterable[ProvenEntryResult]:
    for entry in proof.entries:
        said = {
            str(name): value
            for name, value in entry.said.items()
            if value is None or isinstance(value, str | int)
        }
        kind = str(said.pop("table", ""))
        opened = {str(name): str(value) for name, value in entry.opened.items()}
        yield ProvenEntryResult(entry.position, kind, recorded_at(proof, entry), said, opened)
