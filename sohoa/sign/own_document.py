"""A document that the office itself has drawn up, as a report: signed by its key alone.

It is no copy of a paper: its visible text names the agency and the time, and no form of copy, and
nobody has scanned it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from sohoa.domain.stage_results import SignatureNote
from sohoa.durable import sha256_of, written_durably
from sohoa.sign.settings import Role
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.signing_work import SignatureWords, SigningWork, read_back

#: By what it is signed; a profile is a rule for copies.
_RULE = "own-document"


def sign_own_document(
    drawn: Path,
    target: Path,
    *,
    session: SigningSession,
    agency_name: str,
    signed_at: dt.datetime,
    reason: str,
    font_dir: Path,
) -> SignatureNote:
    """Sign a PDF under `target` with the agency's key, at the level in reach; read it back.

    The bytes of the PDF stay as they are; all is appended. `signed_at` is aware and is the time
    the signature claims.

    Raises:
        SigningFailedError: The signature could not be made, or did not verify when read back.
        BatchError: The key cannot sign (any more): not valid, revoked, token gone.
        ToolMissingError: No font with Vietnamese letters is installed.
        SettingsError: The agency's name has a letter the font lacks.
        DiskFullError: No room is left.
        OSError: A file cannot be read, or the folder not be written.
        ValueError: `signed_at` names no time zone.
    """
    if signed_at.tzinfo is None:
        raise ValueError("signed_at must name its time zone")
    signed_at = signed_at.replace(microsecond=0)  # a PDF date has none
    session.require_fit(Role.AGENCY, signed_at)
    words = {Role.AGENCY: SignatureWords((agency_name,), signed_at, reason)}
    work = SigningWork(session, _RULE, words, agency_name, signed_at, font_dir)
    with written_durably(target) as part:
        shutil.copyfile(drawn, part)
        before, size = sha256_of(part), part.stat().st_size
        work.sign(part)
        read_back(part, work, before=before, size=size)
    (note,) = work.notes()
    return note
