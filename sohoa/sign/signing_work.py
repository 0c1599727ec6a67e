"""The work on one PDF that is being signed: signatures are appended, then what proves them.

All is incremental: the bytes that were there stay as they are, and are looked for again when the
result is read back.
"""

# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from sohoa.domain import paper_findings
from sohoa.domain.errors import SigningFailedError
from sohoa.domain.stage_results import Finding, SignatureNote
from sohoa.domain.trust import Level
from sohoa.domain.vietnam_time import in_vietnam
from sohoa.durable import digest_of_start
from sohoa.language import _
from sohoa.sign.appending import AppendingWriter, PdfaSigner
from sohoa.sign.envelope import DIGEST, LineSigner
from sohoa.sign.field_names import FIELDS, TIME_FIELD
from sohoa.sign.longterm import add_document_timestamp, add_evidence
from sohoa.sign.service_errors import ServiceError
from sohoa.sign.settings import Role
from sohoa.sign.signing_key import Scheme
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.stamp import Box, StampText
from sohoa.sign.timestamps import require_near_stamp, stamped_at
from sohoa.sign.verification import verify_signatures

#: What a signature takes beside its certificates and time stamp: attributes, RSA-4096, frame.
_BYTES_OF_A_SIGNATURE = 2048
_READABLE_FIELD_NAMES = {
    Role.AGENCY: "Chữ ký số của cơ quan",
    Role.OPERATOR: "Chữ ký số của người số hóa",
}
#: What may follow a signature: the next one, proofs, time stamps.
_ALLOWED_LATER = {"none", "lta_updates", "form_filling"}


@dataclass(frozen=True, slots=True)
class SignatureWords:
    """What one signature says: the lines of its visible text and their time, and its reason."""

    lines: tuple[str, ...]
    moment: dt.datetime
    reason: str


@dataclass(slots=True)
class SigningWork:
    """The signing of one PDF: what is asked for, and what came of it so far.

    `words` has the roles that sign, in the legal order; `rule` is the name of what they sign by.
    `stamps` are the time stamps that signatures got; a role without one signed at B-B.
    """

    session: SigningSession
    rule: str
    words: Mapping[Role, SignatureWords]
    agency_name: str
    signed_at: dt.datetime
    font_dir: Path
    stamps: dict[Role, cms.ContentInfo] = field(default_factory=dict)
    is_proven: bool = False
    is_sealed: bool = False

    def sign(self, part: Path) -> None:
        """Append the signatures in the legal order, then what proves them.

        Raises:
            SigningFailedError: pyHanko cannot do it.
        """
        try:
            for role in self.words:
                self._append(part, role)
            if set(self.stamps) == set(self.words):
                self._prolong(part)
        except (PdfError, ValueError, LookupError) as error:
            raise SigningFailedError(problem=str(error)) from error

    def level(self, role: Role) -> Level:
        """Return the level that the signature of a role has reached."""
        if role not in self.stamps:
            return Level.B_B
        if not self.is_proven:
            return Level.B_T
        return Level.B_LTA if self.is_sealed else Level.B_LT

    def notes(self) -> tuple[SignatureNote, ...]:
        """Give the notes of each signature for its record."""
        signers = self.session.keys
        return tuple(
            SignatureNote(
                FIELDS[role],
                signers[role].signer_name,
                self.signed_at,
                self.level(role).value,
                self.rule,
            )
            for role in self.words
        )

    def findings(self) -> list[Finding]:
        """A level that is lower than the settings ask for; `sohoa renew` raises it later."""
        wanted = self.session.settings.time.level
        reached = {self.level(role) for role in self.words}
        below = sorted(level.value for level in reached if not level.reaches(wanted))
        return [paper_findings.SIGNATURE_LEVEL_BELOW_SETTINGS.of(level) for level in below]

    def _append(self, part: Path, role: Role) -> None:
        key = self.session.keys[role]
        metadata = PdfSignatureMetadata(
            field_name=FIELDS[role],
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            reason=self.words[role].reason,
            location=self.agency_name,
        )
        with part.open("r+b") as stream:
            writer = AppendingWriter(stream)
            style = self._stamp(role).style(_first_page_box(writer))
            box: Any = style.layout.box  # annotated as whole numbers, written as any
            name = _READABLE_FIELD_NAMES[role]
            spec = SigFieldSpec(FIELDS[role], box=box, readable_field_name=name)
            packer = LineSigner(
                key.certificate,
                key.chain,
                sign=key.sign,
                is_pss=key.scheme is not Scheme.PKCS1,
                stamp=lambda value: self._time_stamp(role, value),
            )
            signer = PdfaSigner(metadata, packer, stamp_style=style, new_field_spec=spec)
            asyncio.run(self._sign_in_place(signer, writer, room=self._room(role)))

    def _stamp(self, role: Role) -> StampText:
        words = self.words[role]
        return StampText.of(
            self.session.settings.stamp,
            words.lines,
            words.moment,
            font_dir=self.font_dir,
            role=role,
            is_shared=len(self.words) > 1,
        )

    def _room(self, role: Role) -> int:
        """Bytes a signature may take. What is kept free and not used is read again and again."""
        key, timestamper = self.session.keys[role], self.session.timestamper
        certificates = sum(
            len(one.public_bytes(Encoding.DER)) for one in (key.certificate, *key.chain)
        )
        return _BYTES_OF_A_SIGNATURE + certificates + (timestamper.room if timestamper else 0)

    async def _sign_in_place(
        self, signer: PdfSigner, writer: AppendingWriter, *, room: int
    ) -> None:
        """The steps of pyHanko's own `sign_pdf`, with our time in the place of the clock's."""
        session = signer.init_signing_session(writer)
        session.system_time = in_vietnam(self.signed_at)
        document = session.prepare_tbs_document(None, bytes_reserved=2 * room)  # hexadecimal
        prepared, output = document.digest_tbs_document(in_place=True)
        # PAdES states the time in the signature dictionary only (ETSI EN 319 142-1, 6.3).
        attributes = PdfCMSSignedAttributes()
        finished = await document.perform_signature(prepared.document_digest, attributes)
        await finished.post_signature_processing(output)

    async def _time_stamp(self, role: Role, value: bytes) -> cms.ContentInfo | None:
        if self.session.timestamper is None:
            return None
        digest = hashlib.new(DIGEST, value).digest()
        try:
            token = await self.session.timestamper.async_timestamp(digest, DIGEST)
        except ServiceError:
            return None  # logged where it failed; the level says so
        settings, now = self.session.settings, dt.datetime.now(dt.UTC)
        service = settings.time.tsa_url
        require_near_stamp(stamped_at(token), now, settings.clock, service=service)
        self.stamps[role] = token
        return token

    def _prolong(self, part: Path) -> None:
        """B-LT and B-LTA, as far as the settings ask and the servers answer."""
        wanted = self.session.settings.time.level
        if not wanted.reaches(Level.B_LT) or self.session.timestamper is None:
            return
        proofs = self.session.proofs(self.words, self.stamps.values())
        if proofs is None:
            return
        add_evidence(part, proofs)
        self.is_proven = True
        if wanted is Level.B_LTA:
            self.is_sealed = add_document_timestamp(part, self.session.timestamper)


def _first_page_box(writer: IncrementalPdfFileWriter) -> Box:
    page = writer.find_page_for_modification(0)[0].get_object()
    x1, y1, x2, y2 = (float(number) for number in page["/MediaBox"])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def read_back(part: Path, work: SigningWork, *, before: str, size: int) -> None:
    """Believe nothing: the old bytes still lead the file, and every signature verifies.

    `before` is the SHA-256 of those bytes, `size` their number. Tools have written broken
    signatures and reported success (pyHanko issue 336).

    Raises:
        SigningFailedError: A byte has changed, or a signature does not verify.
    """
    if digest_of_start(part, size) != before:
        raise SigningFailedError(problem=_("the bytes before the signature changed"))
    statuses = verify_signatures(part, trusted=(), at=work.signed_at)
    sound = [
        status.field_name
        for status in statuses
        if status.intact
        and status.modification in _ALLOWED_LATER
        and (status.field_name.startswith(TIME_FIELD) or status.signed_at == work.signed_at)
    ]
    fields = [FIELDS[role] for role in work.words]
    if work.is_sealed:
        fields.append(f"{TIME_FIELD}1")
    if sorted(sound) != sorted(fields) or len(statuses) != len(fields):
        raise SigningFailedError(problem=_("the signature does not verify when read back"))
