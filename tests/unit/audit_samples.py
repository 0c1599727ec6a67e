"""A small office whose records are archived by the line's own functions; for tests of trust."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pdfa_samples import draw_page, read_document, read_page, sha256
from PIL import Image
from sign_samples import sign, sign_with

from sohoa.archive.placing import Maker, archive_document
from sohoa.audit.archive import ArchiveVerdict, Choice, verify_archive, verify_surroundings
from sohoa.audit.asked import Question
from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import ItemError
from sohoa.domain.facts import described
from sohoa.domain.identifiers import document_id
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import (
    ArchivalPdf,
    CatalogueRecord,
    Description,
    Line,
    ReadDocument,
    SignedPdf,
    SourceFile,
)
from sohoa.ocr.document import full_text
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.renewal.archive import Renewal, order_of, renew_archive
from sohoa.settings import load_settings
from sohoa.sign.keys import load_key
from sohoa.sign.settings import SignSettings
from sohoa.sign.signing_session import SigningSession, signing_roles
from sohoa.sign.trust_store import TrustStore
from sohoa.use_cases.setting_up import set_up
from sohoa.work.archive_home import list_file_unit
from sohoa.work.pool import Job
from sohoa.work.proving import prove_signed
from sohoa.workspace import CHECKOUT, Workspace

BATCH = "Lô 1"
MAKER = Maker("Sohoa test", "5" * 64)


def id_of(number: int) -> str:
    """The id of a made-up document: of its box and its file's name."""
    return document_id(BATCH, f"{number}.pdf")


def this_second() -> dt.datetime:
    """The time, as servers of the test PKI that stamp and answer know it too.

    Asked for when an office is made, never while a test's module is read: behind a long suite
    that is an hour ago, and what an hour later is stamped for a record archived then is a fault.
    """
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class InlineCrew:
    """A pool of one that works in this process: same door, no processes."""

    def run(self, jobs: Iterable[Job], *, seconds: float) -> Iterator[tuple[Job, object]]:
        for job in jobs:
            try:
                yield job, job.call()
            except ItemError as error:
                yield job, error


Page = tuple[Image.Image, tuple[Line, ...]]


def one_small_page(number: int) -> Sequence[Page]:
    """What a document shows: its number, on A5 at 72 dpi."""
    return [draw_page((f"Văn bản số {number}", "Độc lập - Tự do"), size=(413, 585))]


@dataclass
class SmallOffice:
    """A workspace with archived records.

    `signing` are the settings it signs with and renews by; left out, the development key signs
    for the agency alone, level B-B. `postgres` is where its catalogue is, if not in a file.
    """

    root: Path
    now: dt.datetime
    signing: SignSettings | None = None
    draw: Callable[[int], Sequence[Page]] = one_small_page
    records: list[CatalogueRecord] = field(default_factory=list)
    postgres: str = ""

    def __post_init__(self) -> None:
        self.office = Workspace(self.root)
        if not self.office.config_dir.exists():
            list(set_up(self.office, template=Workspace(CHECKOUT), postgres=self.postgres))
            if self.signing is None:
                self._sign_for_the_agency_alone()
        self.settings = load_settings(self.office.config_dir)
        if self.signing is not None:
            self.settings = self.settings.model_copy(update={"sign": self.signing})
        self.trust = TrustStore.of_office(
            self.settings.sign,
            key_path=self.office.development_key_path,
            trust_dir=self.office.trust_dir,
        )

    def _sign_for_the_agency_alone(self) -> None:
        path = self.office.config_dir / "signing.toml"
        head, first, _later, tail = re.split(
            r"(?m)^(?=\[\[profiles\]\]|\[stamp\])", path.read_text()
        )
        path.write_text(head + first + tail)

    def delivered(self, name: str, content: bytes) -> SourceFile:
        """A master in its box."""
        path = self.office.inbox_dir / BATCH / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return SourceFile(path, sha256(content), len(content))

    @property
    def archive_dir(self) -> Path:
        return self.office.archive_dir

    def archive(self, number: int) -> CatalogueRecord:
        """Take one made-up document through the end of the line."""
        return self.store(self.signed(number))

    def keep(self, master: Path) -> CatalogueRecord:
        """Archive a PDF that came signed as it is."""
        source = self.delivered("kept.pdf", master.read_bytes())
        read = read_document(original=source.path)
        known = Description(formed=PartialDate(2019), record_type="Giấy phép")
        scanned = replace(
            read.scanned,
            document_id=document_id(BATCH, "kept.pdf"),
            batch=BATCH,
            source_name="kept.pdf",
            description=known,
            content_sha256=sha256(source.sha256.encode()),
        )
        folder = self.root / "work"
        archival = build_pdfa(
            replace(read, scanned=scanned),
            folder / "kept.pdf",
            settings=PdfaSettings(),
            producer="x",
        )
        key = load_key(SignSettings(), default_path=self.office.development_key_path)
        return self.store(sign(archival, folder / "kept-signed.pdf", key, signed_at=self.now))

    def store(self, signed: SignedPdf) -> CatalogueRecord:
        """Prove and archive it."""
        anchors = _anchors(self.trust)
        proof = prove_signed(signed, anchors=anchors, pdfa=PdfaSettings(), proven_at=self.now)
        scanned = signed.archival.read.scanned
        note = DocumentNote(
            scanned.document_id,
            scanned.source_name,
            DocumentState.IN_PROGRESS,
            source_paths=tuple(str(source.path) for source in scanned.sources),
            content_sha256=scanned.content_sha256,
        )
        with Catalogue.open(self.office.catalogue_url) as catalogue:
            catalogue.note_states(batch=BATCH, phase=2, states=[note])
            record = archive_document(
                signed,
                proof,
                known=described(signed.archival.read),
                catalogue=catalogue,
                archive_dir=self.archive_dir,
                agency=lambda _formed: "H09.14",
                codes={},
                text=full_text(signed.archival.read),
                archived_at=self.now,
                maker=MAKER,
            )
            list_file_unit(record.archive_path.parent, record.file_code, catalogue)
        self.records.append(record)
        return record

    def verify(
        self, choice: Choice | None = None, *, at: dt.datetime | None = None, deep: bool = False
    ) -> ArchiveVerdict:
        """What the auditor finds, without processes."""
        choice, question = choice or Choice(), self.question(at or self.now, deep=deep)
        verdicts = verify_archive(
            self.office,
            choice,
            trust=self.trust,
            question=question,
            pool=InlineCrew(),
            seconds=600,
        )
        return ArchiveVerdict(tuple(verdicts), *verify_surroundings(self.office, choice))

    def question(self, at: dt.datetime, *, deep: bool) -> Question:
        """What the auditor asks in this office."""
        rules = self.settings.sign.profiles
        return Question(at, deep, rules=rules, inbox=self.office.inbox_dir)

    def signed(self, number: int) -> SignedPdf:
        """Make and sign one document; not proven, not archived."""
        return self.sign(self.built(self.read(number)))

    def read(self, number: int) -> ReadDocument:
        """One made-up document as it was read."""
        folder = self.root / "work" / str(number)
        folder.mkdir(parents=True)
        read = read_document(*(read_page(folder, *page) for page in self.draw(number)))
        known = Description(formed=PartialDate(2018), record_type="Giấy phép")
        source = self.delivered(f"{number}.pdf", str(number).encode())
        scanned = replace(
            read.scanned,
            document_id=id_of(number),
            batch=BATCH,
            source_name=f"{number}.pdf",
            sources=(source,),
            content_sha256=sha256(source.sha256.encode()),
            description=known,
        )
        read = replace(read, scanned=scanned)
        assert full_text(read)
        return read

    def built(self, read: ReadDocument) -> ArchivalPdf:
        """Its archival PDF, beside its pages."""
        target = read.pages[0].image.path.parent / "archival.pdf"
        return build_pdfa(read, target, settings=PdfaSettings(), producer="x")

    def sign(self, archival: ArchivalPdf) -> SignedPdf:
        """Sign it as the office's settings say."""
        folder = archival.path.parent
        signing, default = self.signing, self.office.development_key_path
        if signing is None:
            key = load_key(SignSettings(), default_path=default)
            return sign(archival, folder / "signed.pdf", key, signed_at=self.now)
        roles = signing_roles(signing, self.now)
        with SigningSession.open(signing, default_path=default, roles=roles) as session:
            return sign_with(archival, folder / "signed.pdf", session, signed_at=self.now)

    def renew(self, choice: Choice | None = None, *, at: dt.datetime) -> Renewal:
        """Renew as on a day, without processes."""
        return renew_archive(
            self.office,
            choice or Choice(),
            order=order_of(self.office, self.settings, now=at),
            settings=self.settings,
            pool=InlineCrew(),
        )


def _anchors(trust: TrustStore):
    from sohoa.sign.anchors import anchors_of

    return anchors_of(trust)


def writable_copy(original: SmallOffice, root: Path) -> SmallOffice:
    """A copy of an office, whose archived files can be tampered with."""
    shutil.copytree(original.root, root)
    copy = SmallOffice(root, original.now)
    for path in copy.archive_dir.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
    return copy
