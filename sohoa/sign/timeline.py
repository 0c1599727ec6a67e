"""Present validity of signatures: time stamps are judged from the newest to the oldest.

The newest time stamp must hold today. If it does, everything before it is known to have existed
when it was made, so the one before is judged at that time, and so on down to the signature
(ETSI EN 319 102-1, 5.6.2.4). A certificate may thus be long expired, if an unbroken chain of
time stamps leads back into its life.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import x509

from sohoa.domain.errors import N_
from sohoa.domain.trust import Level, Revocation, SignatureKind, SignatureStanding
from sohoa.sign.anchors import Anchors, CertificatePath, SecurityStore


@dataclass(frozen=True, slots=True)
class Token:
    """A time stamp token: the time it states, and who vouches for it."""

    at: dt.datetime
    intact: bool
    certificate: x509.Certificate
    path: CertificatePath | None


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature (with the time stamps inside it) or a document time stamp (its own token).

    `has_evidence`: there was a document security store when it was made.
    """

    kind: SignatureKind
    intact: bool
    claimed_at: dt.datetime | None
    path: CertificatePath | None
    tokens: tuple[Token, ...]
    has_evidence: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """Validity of a seal at the time asked for."""

    trusted: bool
    standing: SignatureStanding
    problem: str = ""
    proven_at: dt.datetime | None = None
    provable_until: dt.datetime | None = None
    revocation: Revocation = Revocation.UNKNOWN
    level: Level | None = None


@dataclass
class _Reached:
    """The point that the chain of believed time stamps has led back to."""

    moment: dt.datetime
    until: dt.datetime | None = None
    is_covered: bool = False
    carries_stamp: bool = False
    carries_evidence: bool = False


def judge_seals(
    seals: Sequence[Seal], *, anchors: Anchors, evidence: SecurityStore, now: dt.datetime
) -> list[Judgement]:
    """Judge the seals of a file, given in the order they were made; the order is kept."""
    reached = _Reached(now)
    judged = [_judge(seal, reached, anchors, evidence) for seal in reversed(seals)]
    return judged[::-1]


def _judge(seal: Seal, reached: _Reached, anchors: Anchors, evidence: SecurityStore) -> Judgement:
    if seal.kind is SignatureKind.SIGNATURE:
        return _judge_signature(seal, reached, anchors, evidence)
    token = seal.tokens[0]
    judgement = _judge_token(token, reached.moment, anchors, evidence)
    reached.carries_stamp |= token.intact
    reached.carries_evidence |= token.intact and seal.has_evidence
    if judgement.standing is SignatureStanding.HOLDS:
        reached.moment = token.at
        reached.until = reached.until or judgement.provable_until
        reached.is_covered = True
    return judgement


def _judge_token(
    token: Token, moment: dt.datetime, anchors: Anchors, evidence: SecurityStore
) -> Judgement:
    path = token.path
    if not token.intact:
        return Judgement(
            False, SignatureStanding.BROKEN, N_("the time stamp does not fit the file")
        )
    if path is None:
        return Judgement(
            False, SignatureStanding.UNTRUSTED, N_("the time stamp does not lead to a trusted root")
        )
    if not path.holds_at(token.at):
        problem = N_("the time stamp's certificate was not valid when it was made")
        return Judgement(False, SignatureStanding.BROKEN, problem)
    revocation = anchors.revocation(path, evidence, at=moment)
    if revocation is Revocation.REVOKED:
        return Judgement(
            False,
            SignatureStanding.UNPROVABLE,
            N_("the time stamp's certificate was revoked"),
            token.at,
            revocation=revocation,
        )
    if moment > path.valid_until:
        problem = N_("the time stamp's certificate expired before a newer time stamp was added")
        return Judgement(
            False, SignatureStanding.UNPROVABLE, problem, token.at, path.valid_until, revocation
        )
    return Judgement(True, SignatureStanding.HOLDS, "", token.at, path.valid_until, revocation)


def _judge_signature(
    seal: Seal, reached: _Reached, anchors: Anchors, evidence: SecurityStore
) -> Judgement:
    if not seal.intact:
        return Judgement(False, SignatureStanding.BROKEN)
    if seal.path is None:
        problem = N_("the certificate does not lead to a trusted root")
        return Judgement(False, SignatureStanding.UNTRUSTED, problem)
    tokens = [_judge_token(token, reached.moment, anchors, evidence) for token in seal.tokens]
    believed = [one for one in tokens if one.standing is SignatureStanding.HOLDS]
    times = [one.proven_at for one in believed if one.proven_at]
    if reached.is_covered:
        times.append(reached.moment)
    is_stamped = bool(believed) or reached.is_covered
    # Never the time it is asked at: a service's clock may be ahead of the machine's, which has
    # proven the file seconds later, and what a receipt says must be found again in any year.
    best = min(times, default=reached.moment)

    ends = [one.provable_until for one in believed] + [reached.until, seal.path.valid_until]
    revocation = anchors.revocation(seal.path, evidence, at=best)
    standing, problem = _worth(seal, seal.path, best, revocation, is_stamped=is_stamped)
    if standing is SignatureStanding.HOLDS and not believed:
        standing, problem = _doubt_of(tokens)
    return Judgement(
        trusted=standing is SignatureStanding.HOLDS,
        standing=standing,
        problem=problem,
        proven_at=best if is_stamped else None,
        provable_until=max(end for end in ends if end),
        revocation=revocation,
        level=_level(seal, reached, revocation),
    )


def _doubt_of(tokens: Sequence[Judgement]) -> tuple[SignatureStanding, str]:
    """A time stamp that nobody believes, or that does not fit, is no small thing to pass over.

    One that has expired is: the certificate itself still proves the signature.
    """
    for token in tokens:
        if token.standing in {SignatureStanding.BROKEN, SignatureStanding.UNTRUSTED}:
            return token.standing, token.problem
    return SignatureStanding.HOLDS, ""


def _worth(
    seal: Seal,
    path: CertificatePath,
    best: dt.datetime,
    revocation: Revocation,
    *,
    is_stamped: bool,
) -> tuple[SignatureStanding, str]:
    """Judge a signature that is known to have existed at `best`."""
    claimed = seal.claimed_at or best
    if best < path.valid_from or not path.holds_at(min(claimed, best)):
        return SignatureStanding.BROKEN, N_("the certificate was not valid at the time of signing")
    if revocation is Revocation.REVOKED:
        return SignatureStanding.BROKEN, N_("the certificate was revoked when it was used")
    if best <= path.valid_until:
        return SignatureStanding.HOLDS, ""
    if is_stamped or seal.tokens:
        problem = N_("the time stamps have expired: the time of signing can no longer be proven")
    else:
        problem = N_("the certificate has expired, and no time stamp proves when it was signed")
    return SignatureStanding.UNPROVABLE, problem


def _level(seal: Seal, reached: _Reached, revocation: Revocation) -> Level:
    """The level by what the file carries, whatever it is worth today."""
    is_stamped = any(token.intact for token in seal.tokens) or reached.carries_stamp
    if not is_stamped:
        return Level.B_B
    if revocation is Revocation.UNKNOWN:
        return Level.B_T
    return Level.B_LTA if reached.carries_evidence else Level.B_LT
