"""Signs an archival PDF: PAdES B-B by an incremental update, read back before it gets its name."""

# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import shutil
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from sohoa.domain.batons import ArchivalPdf, SignatureNote, SignedPdf
from sohoa.domain.errors import FixityError, KeyUnusableError, SigningFailedError
from sohoa.durable import copy_durably, part_of, raise_if_disk_full, settle_into_place, sha256_of
from sohoa.language import _
from sohoa.sign.envelope import DIGEST, FIELD_NAME, AgencySigner
from sohoa.sign.keys import SigningKey
from sohoa.sign.settings import SignSettings
from sohoa.sign.stamp import VIETNAM_TIME, Box, StampText
from sohoa.sign.verification import verify_signatures

LEVEL = "PAdES-B-B"

#: Hexadecimal digits kept free for the signature: enough for RSA-4096 with four certificates.
_BYTES_RESERVED = 16384
_READABLE_FIELD_NAME = "Chữ ký số của cơ quan"
_REASON = "{form}: số hóa từ văn bản giấy"
_CHUNK_BYTES = 1 << 20


def sign_pdf(
    archival: ArchivalPdf,
    target: Path,
    *,
    key: SigningKey,
    settings: SignSettings,
    agency_name: str,
    signed_at: dt.datetime,
    font_dir: Path,
) -> SignedPdf:
    """Sign an archival PDF under `target`, with the decree's text on page 1.

    The bytes of the archival PDF stay as they are; the signature is appended. A kept original,
    signed already, is copied untouched. `signed_at` is aware and is the time the signature
    claims; `font_dir` is a cache that can be made again at any time.

    Raises:
        FixityError: The archival PDF changed since its baton was written.
        SigningFailedError: The signature could not be made, or did not verify when read back.
        KeyUnusableError: The certificate is not valid at `signed_at`.
        ToolMissingError: No font with Vietnamese letters is installed.
        SettingsError: The agency's name has a letter the font lacks.
        DiskFullError: No room is left.
        OSError: A file cannot be read, or the folder not be written.
        ValueError: `signed_at` names no time zone.
    """
    if archival.read.scanned.kept_original:
        return _keep_original(archival, target)
    signed_at = signed_at.replace(microsecond=0)  # a PDF date has none
    _check_time(signed_at, key, settings)
    stamp = StampText.of(
        settings.profile, agency_name=agency_name, signed_at=signed_at, font_dir=font_dir
    )
    metadata = PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=_REASON.format(form=settings.profile.form_of_copy),
        location=agency_name,
    )
    part = part_of(target)
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(archival.path, part)
        _require_fixity(archival, sha256_of(part))
        archival_size = part.stat().st_size
        _append_signature(part, metadata, key=key, stamp=stamp, signed_at=signed_at)
        _read_back(part, archival_size, archival.sha256, signed_at=signed_at)
        digest = sha256_of(part)
        settle_into_place(part, target)
    except OSError as error:
        raise_if_disk_full(error, target)
        raise
    finally:
        part.unlink(missing_ok=True)
    note = SignatureNote(FIELD_NAME, key.signer_name, signed_at, LEVEL, settings.profile.name)
    return SignedPdf(archival, target, digest, (note,))


def _keep_original(archival: ArchivalPdf, target: Path) -> SignedPdf:
    _require_fixity(archival, sha256_of(archival.path))
    digest = copy_durably(archival.path, target)
    return SignedPdf(archival, target, digest, ())


def _require_fixity(archival: ArchivalPdf, digest: str) -> None:
    if digest != archival.sha256:
        document_id = archival.read.scanned.document_id
        raise FixityError(document_id, name=archival.path.name)


def _check_time(signed_at: dt.datetime, key: SigningKey, settings: SignSettings) -> None:
    """Refuse a time at which this key or this rule was not in force."""
    if signed_at.tzinfo is None:
        raise ValueError("signed_at must name its time zone")
    if not key.is_valid_at(signed_at):
        moment = signed_at.astimezone(VIETNAM_TIME).isoformat(timespec="seconds")
        problem = _("its certificate is not valid at {moment}").format(moment=moment)
        raise KeyUnusableError(problem=problem)
    if signed_at.astimezone(VIETNAM_TIME).date() < settings.profile.valid_from:
        problem = _("the signing rule {name} is in force only from {day}").format(
            name=settings.profile.name, day=settings.profile.valid_from.isoformat()
        )
        raise SigningFailedError(problem=problem)


def _append_signature(
    part: Path,
    metadata: PdfSignatureMetadata,
    *,
    key: SigningKey,
    stamp: StampText,
    signed_at: dt.datetime,
) -> None:
    with part.open("r+b") as stream:
        try:
            writer = _SignatureWriter(stream)
            style = stamp.style(_first_page_box(writer))
            box: Any = style.layout.box  # annotated as whole numbers, written as any
            field = SigFieldSpec(FIELD_NAME, box=box, readable_field_name=_READABLE_FIELD_NAME)
            signer = _PdfaSigner(metadata, _signer_of(key), stamp_style=style, new_field_spec=field)
            asyncio.run(_sign_in_place(signer, writer, signed_at))
        except (PdfError, ValueError, LookupError) as error:
            raise SigningFailedError(problem=str(error)) from error


async def _sign_in_place(signer: PdfSigner, writer: _SignatureWriter, at: dt.datetime) -> None:
    """The steps of pyHanko's own `sign_pdf`, with our time in the place of the clock's."""
    session = signer.init_signing_session(writer)
    session.system_time = at.astimezone(VIETNAM_TIME)
    document = session.prepare_tbs_document(None, bytes_reserved=_BYTES_RESERVED)
    prepared, output = document.digest_tbs_document(in_place=True)
    # PAdES states the time in the signature dictionary only (ETSI EN 319 142-1, 6.3).
    attributes = PdfCMSSignedAttributes()
    finished = await document.perform_signature(prepared.document_digest, attributes)
    await finished.post_signature_processing(output)


def _first_page_box(writer: IncrementalPdfFileWriter) -> Box:
    page = writer.find_page_for_modification(0)[0].get_object()
    x1, y1, x2, y2 = (float(number) for number in page["/MediaBox"])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _read_back(
    part: Path, archival_size: int, archival_sha256: str, *, signed_at: dt.datetime
) -> None:
    """Believe nothing: the old bytes still lead the file, and the signature verifies.

    Tools have written broken signatures and reported success (pyHanko issue 336).
    """
    digest = hashlib.sha256()
    with part.open("rb") as stream:
        remaining = archival_size
        while chunk := stream.read(min(_CHUNK_BYTES, remaining)):
            digest.update(chunk)
            remaining -= len(chunk)
    if digest.hexdigest() != archival_sha256:
        raise SigningFailedError(problem=_("the bytes before the signature changed"))
    statuses = verify_signatures(part, trusted=(), at=signed_at)
    complete = [
        status
        for status in statuses
        if status.field_name == FIELD_NAME
        and status.intact
        and status.covers_whole_file
        and status.signed_at == signed_at
    ]
    if len(complete) != 1 or len(statuses) != 1:
        raise SigningFailedError(problem=_("the signature does not verify when read back"))


class _SignatureWriter(IncrementalPdfFileWriter):
    """Appends the signature and nothing else.

    pyHanko would rewrite the XMP packet: its name into the producer, the clock's time as time
    of change. The archival PDF's description of itself stays as it was made; the time of the
    signature stands in the signature.
    """

    def _update_meta(self) -> None:
        pass


class _PdfaSigner(PdfSigner):
    """Declares the PAdES extension of PDF 1.7 and no more.

    For an ECDSA key pyHanko would declare ISO 32002 and raise the file to PDF 2.0, which
    PDF/A-2 knows nothing of; neither validator notices.
    """

    def register_extensions(
        self,
        pdf_out: BasePdfFileWriter,
        *,
        md_algorithm: str,  # noqa: ARG002 - always SHA-256
    ) -> None:
        """Name the one extension that is used."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


def _signer_of(key: SigningKey) -> AgencySigner:
    """Sign with a key that is loaded already.

    pyHanko's `SimpleSigner` parses and checks the private key for each signature (45 ms).
    """
    private_key, digest = key.private_key, hashes.SHA256()

    def sign(data: bytes) -> bytes:
        if isinstance(private_key, RSAPrivateKey):
            pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
            return private_key.sign(data, pss, digest)
        return private_key.sign(data, ec.ECDSA(digest))

    return AgencySigner(key.certificate, key.chain, sign=sign)
