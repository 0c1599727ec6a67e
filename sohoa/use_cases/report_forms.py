"""The forms of a report: page, workbook, tables, and the PDF that the office signs.

The PDF is drawn last and names the SHA-256 of every file beside it, so that one signature holds for
all of them. It is signed at once where the key needs nobody; else it waits, under a name that says
so, for `sohoa sign`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sohoa import AGENT
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import BatchError, SigningFailedError
from sohoa.domain.plan import Plan
from sohoa.domain.vietnam_time import day_of, in_vietnam
from sohoa.durable import sha256_of
from sohoa.language import _, language
from sohoa.pdfa.drawn import write_drawn_pdfa
from sohoa.pdfa.metadata import PdfDescription
from sohoa.person import person
from sohoa.reports import wording
from sohoa.reports.completion import CompletionReport
from sohoa.reports.csv_files import ListFiles
from sohoa.reports.html import write_html
from sohoa.reports.imprint import Imprint
from sohoa.reports.machine_part import write_json
from sohoa.reports.report_pdf import Beside, report_pdf
from sohoa.reports.tables import report_tables
from sohoa.reports.workbook import write_xlsx
from sohoa.settings import Settings
from sohoa.sign.keys import roles_that_wait
from sohoa.sign.own_document import sign_own_document
from sohoa.sign.settings import Role
from sohoa.sign.signing_session import SigningSession
from sohoa.work.clock import require_clock
from sohoa.workspace import Workspace

#: What a PDF is called that waits for its signature, and one that will never have any.
UNSIGNED = ".chua-ky.pdf"
_DRAFT = ".ban-nhap.pdf"
_PLAN = "phases.yaml"
_REASON = "Báo cáo do cơ quan lập"
_LANGUAGES = {"vi": "vi-VN", "en": "en"}


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """The files of a report.

    Attributes:
        json: For machines: every figure, and by what it was made.
        csv: A file per table.
        pdf: Signed if `signed`, else under the name of one that waits; `unsigned_why` says why.
        pdf_sha256: Of the PDF as it was drawn: a signature is appended, so that the signed file
            begins with these `pdf_bytes` bytes.
    """

    html: Path
    xlsx: Path
    json: Path
    csv: tuple[Path, ...]
    pdf: Path
    signed: bool
    unsigned_why: str
    pdf_sha256: str
    pdf_bytes: int


@dataclass(frozen=True, slots=True)
class Office:
    """The office that a report is made in: its workspace, its settings, its plan."""

    workspace: Workspace
    settings: Settings
    plan: Plan


@dataclass(frozen=True, slots=True)
class WrittenForms:
    """The forms of a report that the PDF answers for."""

    stem: Path
    html: Path
    xlsx: Path
    json: Path
    csv: tuple[Path, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of them."""
        return (self.html, self.xlsx, self.json, *self.csv)


def imprint_of(
    report: CompletionReport, now: dt.datetime, *, number: str = "", head: str = ""
) -> Imprint:
    """Say who runs a report, now, and what it was counted from.

    `number` is its own among the reports issued, `head` that of the ledger it rests on.
    """
    made_by = report.measured.provenance
    digests = (
        (_PLAN, made_by.plan_sha256),
        *made_by.settings_sha256.items(),
        *((one.file_name, one.sha256) for one in report.imports),
    )
    at = in_vietnam(now).replace(microsecond=0)
    return Imprint(person(), at, number, AGENT, digests, head)


def write_forms(
    report: CompletionReport, stem: Path, files: ListFiles, *, imprint: Imprint
) -> WrittenForms:
    """Write page, workbook and tables of a report; the tables have their names after `files`.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    tables = report_tables(report)
    for table in tables:
        files.add(table)
    html, xlsx = stem.with_name(f"{stem.name}.html"), stem.with_name(f"{stem.name}.xlsx")
    write_html(report, html, tables, imprint)
    machine = stem.with_name(f"{stem.name}.json")
    write_xlsx(report, xlsx, tables, imprint)
    write_json(report, machine)
    csv = tuple(files.paths[table.key] for table in tables)
    return WrittenForms(stem, html, xlsx, machine, csv)


def write_signed_pdf(
    report: CompletionReport,
    forms: WrittenForms,
    *,
    imprint: Imprint,
    office: Office,
    is_signed: bool = True,
) -> ReportFiles:
    """Draw the PDF of a report, and sign it if that needs nobody; a draft is never signed.

    Raises:
        ToolMissingError: The font of printed papers is not installed.
        NotPdfaError: The PDF is none that can be kept.
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    unsigned = forms.stem.with_name(f"{forms.stem.name}{UNSIGNED}")
    beside = [Beside(path.name, sha256_of(path)) for path in forms.paths]
    described = _described(report, imprint, forms.stem.name)
    content = report_pdf(report, report_tables(report), imprint, beside)
    write_drawn_pdfa(content, unsigned, described=described)
    drawn, size = sha256_of(unsigned), unsigned.stat().st_size
    pdf, why = _signed_if_it_can_be(unsigned, office) if is_signed else _as_draft(unsigned)
    return ReportFiles(
        forms.html, forms.xlsx, forms.json, forms.csv, pdf, not why, why, drawn, size
    )


def reports_that_wait(workspace: Workspace) -> list[Path]:
    """Give the reports that wait for their signature, by name.

    Not what was begun under a number and never issued: its folder has a point in its name.
    """
    found = sorted(workspace.reports_dir.rglob(f"*{UNSIGNED}"))
    return [path for path in found if "." not in path.parent.name]


def sign_reports(office: Office, session: SigningSession) -> Iterator[Path]:
    """Sign what waits, one after the other; what is signed stays signed.

    Each waits until its signed form was taken note of: until the next one is asked for. Whoever is
    killed before signs it again.

    Raises:
        SigningFailedError: A signature could not be made.
        BatchError: The key cannot sign (any more), or the clock cannot be right.
        DiskFullError: No room is left.
        OSError: A file cannot be read or written.
    """
    waiting = reports_that_wait(office.workspace)
    if waiting:
        _require_clock(office)
    for path in waiting:
        yield _sign(path, office, session)
        path.unlink()


def _described(report: CompletionReport, imprint: Imprint, name: str) -> PdfDescription:
    return PdfDescription(
        identifier=imprint.number or name,
        title=f"{wording.title(report)} - {report.office}",
        language=_LANGUAGES.get(language(), language()),
        producer=imprint.program,
        creator=imprint.program,
        created_at=imprint.at,
    )


def _as_draft(unsigned: Path) -> tuple[Path, str]:
    """What every night makes anew: nobody hands it over, and no key is asked for it."""
    draft = unsigned.with_name(f"{unsigned.name.removesuffix(UNSIGNED)}{_DRAFT}")
    unsigned.replace(draft)
    return draft, _("It is a draft; `sohoa report` makes one that is signed.")


def _signed_if_it_can_be(unsigned: Path, office: Office) -> tuple[Path, str]:
    """Give the path of the PDF, and why it is not signed; empty if it is."""
    # That of an earlier report of this name, whose other files are replaced as well.
    _signed_name(unsigned).unlink(missing_ok=True)
    sign = office.settings.sign
    if roles_that_wait(sign, (Role.AGENCY,)):
        return unsigned, _("The key needs a person: run `sohoa sign`.")
    key = office.workspace.development_key_path
    try:
        _require_clock(office)
        with SigningSession.open(sign, default_path=key, roles=[Role.AGENCY]) as session:
            signed = _sign(unsigned, office, session)
        unsigned.unlink()
    except (BatchError, SigningFailedError) as error:
        return unsigned, error.render(_)
    return signed, ""


def _require_clock(office: Office) -> None:
    if office.workspace.has_catalogue:
        with Catalogue.open(office.workspace.catalogue_url) as catalogue:
            require_clock(office.workspace, catalogue, office.plan, office.settings.sign.clock)


def _sign(unsigned: Path, office: Office, session: SigningSession) -> Path:
    now, target = dt.datetime.now(dt.UTC), _signed_name(unsigned)
    sign_own_document(
        unsigned,
        target,
        session=session,
        agency_name=office.settings.office.on(day_of(now)).name,
        signed_at=now,
        reason=_REASON,
        font_dir=office.workspace.cache_dir,
    )
    return target


def _signed_name(unsigned: Path) -> Path:
    return unsigned.with_name(f"{unsigned.name.removesuffix(UNSIGNED)}.pdf")
