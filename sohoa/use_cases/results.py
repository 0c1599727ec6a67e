"""What each command prints with `--json`: the typed result of its use case.

Names of fields are stable: `docs/json.schema.json` is made from these types (`tests/json_page.py`),
and a test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sohoa.catalogue.rows import SaidBefore
from sohoa.renewal.calendar import Deadline
from sohoa.runs.record import SeenRun
from sohoa.use_cases.auditing import AuditResult, HeadResult
from sohoa.use_cases.checking_package import PackageVerification
from sohoa.use_cases.comparing_reports import ReportComparison
from sohoa.use_cases.counting import JudgedPaperResult
from sohoa.use_cases.custody import ReplacementResult
from sohoa.use_cases.deciding import AnswerResult, AskedDocument, ReviewResult
from sohoa.use_cases.doctor import Check
from sohoa.use_cases.documents import DocumentResult, PaperResult, ShownResult
from sohoa.use_cases.handing_over import HandoverFiles
from sohoa.use_cases.inventory_proof import RoomCount
from sohoa.use_cases.issuing import IssuedReport, ReportStanding
from sohoa.use_cases.kept_heads import HeadRow
from sohoa.use_cases.learning_weights import WeightsLearnt
from sohoa.use_cases.lists import ListedValue, ListsLearnt
from sohoa.use_cases.looking_up import LookupResult
from sohoa.use_cases.matching import MatchResult
from sohoa.use_cases.owner_key import MaskedNumbers, OwnerKeyState
from sohoa.use_cases.packaging import FileDescriptionResult, PackageMade
from sohoa.use_cases.paper_changes import PaperChanges
from sohoa.use_cases.progress import ProgressResult
from sohoa.use_cases.reading import ReadingResult
from sohoa.use_cases.reconciling import BoxResult
from sohoa.use_cases.register import RegisterImportResult
from sohoa.use_cases.register_summary import RegisterSummaryResult
from sohoa.use_cases.releasing import ReleaseResult
from sohoa.use_cases.renewing import RenewalResult
from sohoa.use_cases.report_forms import ReportFiles
from sohoa.use_cases.reuse import LookupsResult
from sohoa.use_cases.review_sheets import ReviewImport, ReviewSheet
from sohoa.use_cases.running import RunResult
from sohoa.use_cases.sample_result import SampleResult
from sohoa.use_cases.sampling import SampleDrawn
from sohoa.use_cases.searching import SearchResult
from sohoa.use_cases.short_proofs import ShortProofResult
from sohoa.use_cases.tidying import Tidied
from sohoa.use_cases.validity import DoubtedPaper
from sohoa.use_cases.verifying import VerificationResult

#: Command, then what it prints.
RESULTS: Mapping[str, Any] = {
    "doctor": list[Check],
    "read": ReadingResult,
    "inventory import": RegisterImportResult,
    "inventory summary": RegisterSummaryResult,
    "inventory edit": PaperChanges,
    "inventory withdraw": PaperChanges,
    "inventory restore": PaperChanges,
    "inventory merge": PaperChanges,
    "inventory split": PaperChanges,
    "inventory enter": PaperChanges,
    "inventory rooms": list[RoomCount],
    "inventory validity": list[DoubtedPaper],
    "review": ReviewResult,
    "review show": AskedDocument,
    "review export": ReviewSheet,
    "review import": ReviewImport,
    "audit sample": SampleDrawn,
    "audit result": SampleResult,
    "decide": AnswerResult,
    "match": MatchResult,
    "match --learn": WeightsLearnt,
    "lists": list[ListedValue],
    "lists --learn": ListsLearnt,
    "link": PaperChanges,
    "unlink": PaperChanges,
    "show --history": list[SaidBefore],
    "run": RunResult,
    "run --watch": SeenRun,
    "runs": list[SeenRun],
    "sign": list[RunResult],
    "list": list[DocumentResult],
    "show": ShownResult | PaperResult,
    "search": SearchResult,
    "ledger head": HeadResult,
    "ledger heads": list[HeadRow],
    "audit": AuditResult,
    "audit --proof": ShortProofResult,
    "lookup": LookupResult,
    "lookups": LookupsResult,
    "owner-key": OwnerKeyState,
    "owner-key --mask": MaskedNumbers,
    "status": ProgressResult,
    "papers": list[JudgedPaperResult] | list[DocumentResult],
    "report --issued": list[IssuedReport],
    "report --check": ReportStanding,
    "report --compare": ReportComparison,
    "report": ReportFiles,
    "reconcile": BoxResult,
    "handover": HandoverFiles,
    "package": PackageMade,
    "package --show": FileDescriptionResult,
    "package --verify": PackageVerification,
    "verify": VerificationResult,
    "renew": RenewalResult,
    "renew --calendar": list[Deadline],
    "tidy": Tidied,
    "replace": ReplacementResult,
    "withdraw": ShownResult,
    "release": ReleaseResult,
}
