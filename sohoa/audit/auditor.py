"""The auditor: sorts what was asked into records and files, verifies both, and reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography import x509

from sohoa.audit.archive import (
    ArchiveVerdict,
    Choice,
    verify_archive,
    verify_surroundings,
)
from sohoa.audit.asked import Question
from sohoa.audit.files import FileVerdict, verify_file_job
from sohoa.audit.problems import Part, Problem
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import ItemError, SettingsError, SohoaError
from sohoa.pdfa.settings import PdfaSettings
from sohoa.proof_settings import ProofSettings, load_proof_settings
from sohoa.sign.certificates import read_certificates
from sohoa.sign.settings import SignSettings
from sohoa.sign.trust_store import TrustStore
from sohoa.work.archive_home import require_known_archive
from sohoa.work.pool import Job, WorkerPool
from sohoa.work_settings import WorkSettings
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Request:
    """A request to verify: `names` are ids of records or paths of files; none means all.

    `roots` are believed besides the office's own; with `only_roots` these are, and no others.
    """

    names: tuple[str, ...] = ()
    batch: str | None = None
    deep: bool = False
    at: dt.datetime | None = None
    roots: tuple[Path, ...] = ()
    only_roots: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Result for the archive, and for files outside it.

    `known_as` gives, by path, the archived record that a file is a copy of.
    """

    archive: ArchiveVerdict
    files: tuple[FileVerdict, ...]
    known_as: dict[Path, str]

    @property
    def is_whole(self) -> bool:
        """Say whether everything held."""
        return self.archive.is_whole and all(file.is_whole for file in self.files)


@dataclass(frozen=True, slots=True)
class Auditor:
    """One audit: of whom, what is asked, and who is believed."""

    workspace: Workspace
    choice: Choice
    files: tuple[Path, ...]
    trust: TrustStore
    question: Question
    work: WorkSettings

    @classmethod
    def of(cls, workspace: Workspace, request: Request) -> Auditor:
        """Prepare an audit; a file outside the archive needs no workspace at all.

        Raises:
            SettingsError: The configuration, which names the trusted roots, cannot be used.
            KeyUnusableError: A trusted root cannot be read.
        """
        files = tuple(Path(name) for name in request.names if _is_file(workspace, name))
        identities = tuple(
            Path(name).name if Path(name).is_file() else name
            for name in request.names
            if not _is_file(workspace, name)
        )
        is_files_only = bool(files) and not identities
        settings = _settings_of(workspace, is_needed=not is_files_only)
        trust = _trust(workspace, settings, request)
        question = Question(request.at, request.deep)
        if settings:
            question = question_of(
                workspace, settings.pdfa, settings.sign, at=request.at, deep=request.deep
            )
        return cls(
            workspace,
            Choice(identities, request.batch),
            files,
            trust,
            question,
            settings.work if settings else WorkSettings(),
        )

    def report(self) -> Report:
        """Verify everything that was asked.

        Raises:
            NotFoundError: No archived record has one of the identities.
            ArchiveAwayError, OtherArchiveError: The archive is not there: nothing is lost then.
        """
        is_archive_asked = not self.files or self.choice.identities or self.choice.batch
        with self.pool() as pool:
            files = tuple(self._verify_files(pool))
            archive = ArchiveVerdict((), (), ())
            if is_archive_asked:
                require_known_archive(self.workspace)
                archive = self._verify_archive(pool)
        return Report(archive, files, self._known(files))

    def pool(self) -> WorkerPool:
        """The workers that verify; a context manager."""
        return WorkerPool(
            workers=self._workers(),
            memory_limit_mb=self.work.memory_limit_mb,
            imports=("sohoa.audit.records", "sohoa.audit.files"),
            begins_no_thread=True,
        )

    def _workers(self) -> int:
        if len(self.files) + len(self.choice.identities) == 1 and self.choice.batch is None:
            return 1
        return self.work.pool_size

    def _verify_archive(self, pool: WorkerPool) -> ArchiveVerdict:
        verdicts = verify_archive(
            self.workspace,
            self.choice,
            trust=self.trust,
            question=self.question,
            pool=pool,
            seconds=self.work.document_seconds,
        )
        found = tuple(sorted(verdicts, key=lambda one: one.path))
        return ArchiveVerdict(found, *verify_surroundings(self.workspace, self.choice))

    def _verify_files(self, pool: WorkerPool) -> Iterable[FileVerdict]:
        jobs = (
            Job.of(str(path), verify_file_job, path, trust=self.trust, question=self.question)
            for path in self.files
        )
        for job, result in pool.run(jobs, seconds=self.work.document_seconds):
            if isinstance(result, ItemError):
                yield _unreadable(Path(job.item_id), result)
            else:
                yield result

    def _known(self, files: Iterable[FileVerdict]) -> dict[Path, str]:
        """Find the archived records that files are copies of; no workspace is needed to ask."""
        wanted = {file.sha256: file.path for file in files}
        if not wanted or not self.workspace.has_catalogue:
            return {}
        try:
            with CatalogueReader.open(self.workspace.catalogue_url) as reader:
                known = reader.known_files(wanted)
        except SohoaError:
            return {}
        return {wanted[digest]: identity for digest, identity in known.items()}


def question_of(
    workspace: Workspace,
    pdfa: PdfaSettings,
    sign: SignSettings,
    *,
    deep: bool,
    at: dt.datetime | None = None,
) -> Question:
    """Return the question to an office's records, by its settings."""
    return Question(
        at,
        deep,
        pdfa=pdfa,
        rules=sign.profiles,
        inbox=workspace.inbox_dir,
        sunsets=tuple(end for _, end in sign.renewal.ends),
    )


def _is_file(workspace: Workspace, name: str) -> bool:
    """Say whether a name is a file outside the archive; inside, it names its record."""
    path = Path(name)
    return path.is_file() and not path.resolve().is_relative_to(workspace.archive_dir.resolve())


def _settings_of(workspace: Workspace, *, is_needed: bool) -> ProofSettings | None:
    try:
        return load_proof_settings(workspace.config_dir)
    except SettingsError:
        if is_needed:
            raise
        return None


def _trust(workspace: Workspace, settings: ProofSettings | None, request: Request) -> TrustStore:
    """Give the trust store: the office's with `roots`, or an auditor's `only_roots` alone.

    When an algorithm ceases to prove anything is no matter of trust, and stays as it is set.
    """
    if request.only_roots:
        own = TrustStore.of_roots(_certificates(request.only_roots))
        return replace(own, sunsets=settings.sign.renewal.ends if settings else ())
    trust = TrustStore()
    if settings:
        trust = TrustStore.of_office(
            settings.sign, key_path=workspace.development_key_path, trust_dir=workspace.trust_dir
        )
    extra = TrustStore.of_roots(_certificates(request.roots))
    return replace(trust, roots=(*trust.roots, *extra.roots))


def _certificates(paths: Iterable[Path]) -> list[x509.Certificate]:
    return [root for path in paths for root in read_certificates(path)]


def _unreadable(path: Path, error: ItemError) -> FileVerdict:
    problem = Problem("unreadable", Part.CONTENT, path.name, {"reason": error.code})
    return FileVerdict(path, "", (problem,), (), "", None, None)
