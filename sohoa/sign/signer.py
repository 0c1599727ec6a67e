"""Signs an archival PDF: PAdES by incremental updates, read back before it gets its name."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from sohoa.domain.errors import FixityError
from sohoa.domain.stage_results import (
    ArchivalPdf,
    ScannedDocument,
    SignedPdf,
)
from sohoa.durable import copy_durably, sha256_of, written_durably
from sohoa.sign.settings import ProfileSettings, Role
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.signing_work import SignatureWords, SigningWork, read_back

_REASONS = {
    Role.AGENCY: "{form}: số hóa từ văn bản giấy",
    Role.OPERATOR: "Số hóa từ văn bản giấy",
}


def sign_pdf(
    archival: ArchivalPdf,
    target: Path,
    *,
    session: SigningSession,
    agency_name: str,
    signed_at: dt.datetime,
    font_dir: Path,
) -> SignedPdf:
    """Sign an archival PDF under `target` as the profile of the day says, at the level in reach.

    The bytes of the archival PDF stay as they are; all is appended. A kept original, signed
    already, is copied untouched. `signed_at` is aware and is the time the signatures claim;
    `font_dir` is a cache that can be made again at any time.

    Raises:
        FixityError: The archival PDF changed since its stage result was written.
        SigningFailedError: A signature could not be made, or did not verify when read back.
        BatchError: The key cannot sign (any more): not valid, revoked, token gone.
        ToolMissingError: No font with Vietnamese letters is installed.
        SettingsError: A name on the page has a letter the font lacks.
        DiskFullError: No room is left.
        OSError: A file cannot be read, or the folder not be written.
        ValueError: `signed_at` names no time zone.
    """
    if archival.read.scanned.kept_original:
        return _keep_original(archival, target)
    if signed_at.tzinfo is None:
        raise ValueError("signed_at must name its time zone")
    signed_at = signed_at.replace(microsecond=0)  # a PDF date has none
    profile = session.profile_at(signed_at)
    findings = [one for role in profile.signatures for one in session.require_fit(role, signed_at)]
    words = _words_of(archival, session, profile, agency=agency_name, signed_at=signed_at)
    work = SigningWork(session, profile.name, words, agency_name, signed_at, font_dir)
    with written_durably(target) as part:
        shutil.copyfile(archival.path, part)
        _require_fixity(archival, sha256_of(part))
        archival_size = part.stat().st_size
        work.sign(part)
        read_back(part, work, before=archival.sha256, size=archival_size)
        digest = sha256_of(part)
    findings += work.findings()
    return SignedPdf(archival, target, digest, work.notes(), tuple(findings))


def _words_of(
    archival: ArchivalPdf,
    session: SigningSession,
    profile: ProfileSettings,
    *,
    agency: str,
    signed_at: dt.datetime,
) -> dict[Role, SignatureWords]:
    """Give the visible text the law demands; the operator's bears the time of the scan."""
    words = {}
    for role in profile.signatures:
        reason = _REASONS[role].format(form=profile.form_of_copy)
        lines: tuple[str, ...] = (profile.form_of_copy, agency)
        moment = signed_at
        if role is Role.OPERATOR:
            lines = (session.keys[role].signer_name,)
            moment = scanned_at(archival.read.scanned, before=signed_at)
        words[role] = SignatureWords(lines, moment, reason)
    return words


def scanned_at(scanned: ScannedDocument, *, before: dt.datetime) -> dt.datetime:
    """Return when the paper was scanned: when the last of its master files was written.

    A file that is gone, or claims to be of a later time than `before`, says nothing; then it
    is `before`.
    """
    times = []
    for source in scanned.sources:
        try:
            times.append(dt.datetime.fromtimestamp(source.path.stat().st_mtime, dt.UTC))
        except OSError:
            return before
    latest = max(times, default=before)
    return latest.replace(microsecond=0) if latest < before else before


def _keep_original(archival: ArchivalPdf, target: Path) -> SignedPdf:
    _require_fixity(archival, sha256_of(archival.path))
    digest = copy_durably(archival.path, target)
    return SignedPdf(archival, target, digest, ())


def _require_fixity(archival: ArchivalPdf, digest: str) -> None:
    if digest != archival.sha256:
        document_id = archival.read.scanned.document_id
        raise FixityError(document_id, name=archival.path.name)
