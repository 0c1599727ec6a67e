"""Makes the next form of an archived file, beside the archive, and proves it there.

The file in the archive is only read. Its bytes are the beginning of the new one; what is added
is proven before anybody else hears of it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sohoa.archive.receipt import Receipt
from sohoa.domain.errors import FixityError
from sohoa.domain.proof_errors import (
    RenewalNoGainError,
    RenewalRevokedError,
    RenewalUnreachableError,
    RenewalUnsoundError,
)
from sohoa.domain.trust import Level, Proof, SignatureKind, SignatureStanding, SignatureStatus
from sohoa.domain.vietnam_time import moment_shown
from sohoa.durable import digest_of_start, raise_if_disk_full, sync
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.text import extract_text
from sohoa.sign.anchors import anchors_of
from sohoa.sign.renewal import Need, Services, UnreachableError, need_of, prolong
from sohoa.sign.settings import TimeSettings
from sohoa.sign.status import RevokedCertificateError
from sohoa.sign.trust_store import TrustStore
from sohoa.sign.verification import examine_pdf
from sohoa.work.proving import prove_pdfa, require_signatures


@dataclass(frozen=True, slots=True)
class Order:
    """An order to renew: trusted roots, servers, level, and how early."""

    trust: TrustStore
    time: TimeSettings
    pdfa: PdfaSettings
    margin: dt.timedelta
    now: dt.datetime | None = None

    @property
    def moment(self) -> dt.datetime:
        """The time that counts as now."""
        return self.now or dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Renewed:
    """The next form of a file: where it waits, what it is for, and its proof."""

    need: Need
    staged: Path
    proof: Proof


def renew_job(
    document_id: str, path: Path, receipt: Receipt, *, staged: Path, order: Order
) -> Renewed | None:
    """Make and prove the next form of an archived file; nothing, if it needs none.

    Raises:
        FixityError: The file is not the one the receipt is about.
        RenewalUnsoundError: Its signatures do not hold, so that a new stamp would prove nothing.
        RenewalUnreachableError: A server did not answer.
        RenewalRevokedError: A certificate it rests on is revoked.
        RenewalNoGainError: The new time stamp would not prove longer than the old.
        StoredSignatureError, StoredPdfaError: What was made does not hold.
        DiskFullError: No room is left.
    """
    anchors = anchors_of(order.trust)
    before = examine_pdf(path, anchors=anchors, at=order.moment)
    if before.sha256 != receipt.sha256:
        raise FixityError(document_id, name=path.name)
    need = need_of(
        before.signatures, wanted=order.time.level, now=order.moment, margin=order.margin
    )
    if need is Need.NOTHING:
        return None
    _require_sound(document_id, path, before.signatures)
    proof = None
    try:
        staged.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, staged)
        _prolong(document_id, path, staged, need, order)
        proof = _prove(document_id, path, receipt, staged, need=need, order=order)
        sync(staged)
        return Renewed(need, staged, proof)
    except OSError as error:
        proof = None
        raise_if_disk_full(error, staged)
        raise
    finally:
        if proof is None:
            staged.unlink(missing_ok=True)


def _require_sound(document_id: str, path: Path, signatures: tuple[SignatureStatus, ...]) -> None:
    for status in signatures:
        if (
            status.kind is SignatureKind.SIGNATURE
            and status.standing is not SignatureStanding.HOLDS
        ):
            raise RenewalUnsoundError(document_id, name=path.name, problem=status.problem)


def _prolong(document_id: str, path: Path, staged: Path, need: Need, order: Order) -> None:
    services = _services(order)
    try:
        prolong(staged, services=services, need=need, wanted=order.time.level)
    except UnreachableError as error:
        raise RenewalUnreachableError(document_id, name=path.name, service=error) from error
    except RevokedCertificateError as error:
        moment = moment_shown(error.since)
        raise RenewalRevokedError(document_id, name=path.name, moment=moment) from error
    except (ValueError, LookupError) as error:
        raise RenewalUnsoundError(document_id, name=path.name, problem=error) from error


def _prove(
    document_id: str, path: Path, receipt: Receipt, staged: Path, *, need: Need, order: Order
) -> Proof:
    """Prove the new form: the old bytes lead it, all holds, and it proves longer or higher."""
    if digest_of_start(staged, receipt.proof.size_bytes) != receipt.sha256:
        raise FixityError(document_id, name=path.name)
    after = examine_pdf(staged, anchors=anchors_of(order.trust), at=order.moment)
    require_signatures(document_id, after.signatures, kind=SignatureKind.SIGNATURE)
    if extract_text(staged) != extract_text(path):
        raise RenewalUnsoundError(document_id, name=path.name, problem="text")
    proof = replace(
        receipt.proof,
        sha256=after.sha256,
        size_bytes=after.size_bytes,
        proven_at=order.moment.replace(microsecond=0),
        signatures=after.signatures,
        pdfa=prove_pdfa(document_id, staged, settings=order.pdfa),
    )
    until, before = proof.provable_until, receipt.proof.provable_until
    if need is Need.RENEWAL and until and before and until <= before:
        raise RenewalNoGainError(document_id, name=path.name, until=before.date())
    levels = [Level(one.level.value) for one in after.signatures if one.level]
    if need is Need.UPGRADE and not all(one.reaches(order.time.level) for one in levels):
        reached = min(levels, key=list(Level).index)
        raise RenewalUnreachableError(document_id, name=path.name, service=reached.value)
    return proof


def _services(order: Order) -> Services:
    """One set of connections a process; an order with a time of its own (a test) brings it."""
    services = _opened(order.trust, order.time)
    if order.now is not None:
        moment = order.now
        services.desk.clock = lambda: moment
        services.clock = lambda: moment
    return services


@cache
def _opened(trust: TrustStore, time: TimeSettings) -> Services:
    return Services(time, trust.certificates)
