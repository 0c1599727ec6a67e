"""The error catalogue: one class per code. `docs/errors.md` has a row for each.

Codes are stable: a code keeps its meaning for ever. How errors work is in `sohoa.domain.failure`.
A code's class stands in the module of its subject; what many modules need is given on from here.

| code | module |
|---|---|
| INTAKE-0, PHASE | `intake_errors` |
| INTAKE-06 | `parting_errors` |
| INTAKE-05, BATCH-91, BATCH-93, ARCHIVE | `custody_errors` |
| MATCH, BATCH-92, REPORT | `match_errors` |
| SIGN | `sign_errors` |
| FIXITY, FORMAT, PROOF, RENEW | `proof_errors` |
| INVENTORY | `inventory_errors` |
| PACKAGE | `package_errors` |
| CATALOGUE | `catalogue_errors` |
| RUN | `run_errors` |
| LOOKUP | `lookup_errors` |
| DECIDE | `decision_errors` |
| SHEET | `review_sheet_errors` |
| SAMPLE | `sample_errors` |
| SAMPLING | `sampling_errors` |
| SECRECY | `secrecy_errors` |
| all others | here |
"""

from __future__ import annotations

from collections.abc import Callable

from sohoa.domain.catalogue_errors import (
    CatalogueAccessError,
    CatalogueBusyError,
    CatalogueDamagedError,
    CatalogueVersionError,
    NotFoundError,
)
from sohoa.domain.custody_errors import OtherBytesError
from sohoa.domain.decision_errors import NothingAskedError
from sohoa.domain.failure import N_, BatchError, ExitCode, ItemError, SohoaError
from sohoa.domain.findings import finding_labels
from sohoa.domain.intake_errors import (
    ActiveContentError,
    AmbiguousRecordError,
    BatchListRowError,
    DamagedImageError,
    DamagedPdfError,
    DuplicateContentError,
    DynamicFormError,
    EmptyFileError,
    HiddenPictureError,
    HostileNameError,
    MissingFileError,
    MixedFolderError,
    NoPagesError,
    NotAScanError,
    OtherPhaseError,
    OtherRoomOrTypeError,
    OutsideEveryPhaseError,
    PasswordError,
    PortfolioError,
    RecordContradictionError,
    RecordTakenError,
    SameNameError,
    SourceChangedError,
    TooManyPagesError,
    TooManyPixelsError,
    UnknownRecordError,
    UnreadableFileError,
    YearUnknownError,
)
from sohoa.domain.inventory_errors import (
    ColumnDoubtError,
    FileThereError,
    NewNamesError,
    NoRoomError,
    RegisterColumnsError,
    RegisterFileError,
)
from sohoa.domain.lookup_errors import OwnerKeyMissingError
from sohoa.domain.match_errors import (
    DateDiffersError,
    FutureDayError,
    ListMisfitError,
    NumberDiffersError,
    SamePaperError,
    SinceNotBeforeError,
    TypeDiffersError,
)
from sohoa.domain.package_errors import NotAPackageError
from sohoa.domain.parting_errors import PagesBeyondError, SignedApartError
from sohoa.domain.proof_errors import FixityError
from sohoa.domain.review_sheet_errors import NoReviewSheetError
from sohoa.domain.run_errors import RunAtWorkError, RunOverError, RunStoppedError, UnknownRunError
from sohoa.domain.sample_errors import FolderNotEmptyError
from sohoa.domain.sampling_errors import NothingToSampleError
from sohoa.domain.secrecy_errors import SecrecyMarkError, SecretByListError
from sohoa.domain.sign_errors import (
    CertificateNotValidError,
    CertificateRevokedError,
    CertificateStatusUnknownError,
    ClockAheadOfArchiveError,
    ClockAheadOfFilesError,
    ClockAheadOfPlanError,
    ClockBehindArchiveError,
    ClockOffStampError,
    ClockTooEarlyError,
    KeyUnusableError,
    SigningFailedError,
    SigningServiceError,
    TokenGoneError,
    WrongPinError,
)

__all__ = [
    "ActiveContentError",
    "AmbiguousRecordError",
    "BatchError",
    "BatchFilesError",
    "BatchListRowError",
    "CatalogueAccessError",
    "CatalogueBusyError",
    "CatalogueDamagedError",
    "CatalogueVersionError",
    "CertificateNotValidError",
    "CertificateRevokedError",
    "CertificateStatusUnknownError",
    "ClockAheadOfArchiveError",
    "ClockAheadOfFilesError",
    "ClockAheadOfPlanError",
    "ClockBehindArchiveError",
    "ClockOffStampError",
    "ClockTooEarlyError",
    "ColumnDoubtError",
    "DamagedImageError",
    "DamagedPdfError",
    "DateDiffersError",
    "DuplicateContentError",
    "DynamicFormError",
    "EmptyFileError",
    "ExitCode",
    "FileThereError",
    "FixityError",
    "FolderNotEmptyError",
    "FutureDayError",
    "SinceNotBeforeError",
    "HiddenPictureError",
    "HostileNameError",
    "InventoryPhaseError",
    "ItemError",
    "KeyUnusableError",
    "ListMisfitError",
    "MailError",
    "MissingFileError",
    "MixedFolderError",
    "N_",
    "NetworkDiskError",
    "NewNamesError",
    "NoPagesError",
    "NoReviewSheetError",
    "NoRoomError",
    "NotAPackageError",
    "NotAScanError",
    "NotFoundError",
    "NothingAskedError",
    "NothingToSampleError",
    "NumberDiffersError",
    "OtherBytesError",
    "OtherPhaseError",
    "OtherRoomOrTypeError",
    "OutsideEveryPhaseError",
    "OwnerKeyMissingError",
    "PagesBeyondError",
    "PasswordError",
    "PortfolioError",
    "RecordContradictionError",
    "RecordTakenError",
    "RegisterColumnsError",
    "RegisterFileError",
    "RunAtWorkError",
    "RunOverError",
    "RunStoppedError",
    "SameNameError",
    "SamePaperError",
    "SecrecyMarkError",
    "SecretByListError",
    "SignedApartError",
    "SigningFailedError",
    "SigningServiceError",
    "SohoaError",
    "SourceChangedError",
    "TokenGoneError",
    "TooManyPagesError",
    "TooManyPixelsError",
    "TypeDiffersError",
    "UnknownRecordError",
    "UnknownRunError",
    "UnreadableFileError",
    "WrongPinError",
    "YearUnknownError",
    "error_classes",
    "explain",
]

# --- ocr --------------------------------------------------------------------------------


class UnreadableImageError(ItemError):
    code = "OCR-001"
    what = N_("the image of page {page} cannot be decoded.")
    remedy = N_("Scan the sheet again.")


class RescanFirstError(ItemError):
    code = "OCR-002"
    what = N_("it has to be scanned again before it can be signed ({reasons}).")
    remedy = N_(
        "Print the slip with `sohoa rescan-slip`, scan again, deliver it under the same name and "
        "run the phase again. If the register is wrong, correct its number of sheets and run again."
    )

    def message(self, translate: Callable[[str], str]) -> str:
        """The reasons are codes of findings; a person is told their names."""
        named = finding_labels(self.details.get("reasons", "").split(", "), translate)
        return translate(self.what).format(reasons=named)


# --- the workers ------------------------------------------------------------------------


class WorkerDiedError(ItemError):
    code = "WORK-001"
    what = N_("the program reading it broke down (out of memory or a defect in the file).")
    remedy = N_("Scan the paper again; if it happens again, report it with this code.")
    retryable = True


class TimeLimitError(ItemError):
    code = "WORK-002"
    what = N_("it took longer than {seconds} seconds.")
    remedy = N_("Run the batch again; if it happens again, scan the paper again.")
    retryable = True


class StalledError(ItemError):
    code = "WORK-010"
    what = N_("it did not get on: {seconds} seconds by the clock, twice, and little work was done.")
    remedy = N_(
        "The machine was too busy or stood still. Run the batch again when it is less busy; "
        "what is done already is not done again."
    )
    retryable = True


# --- pdfa, sign, index ------------------------------------------------------------------


class PageNotEmbeddableError(ItemError):
    code = "PDFA-001"
    what = N_("the image of page {page} cannot be put into a PDF unchanged.")
    remedy = N_("Scan the sheet again as JPEG or TIFF.")


class NotPdfaError(ItemError):
    code = "PDFA-002"
    what = N_("the PDF made is not valid PDF/A-2b: {rule}.")
    remedy = N_("Report it with this code; the scan itself is safe.")


class ActiveContentLeftError(ItemError):
    code = "PDFA-003"
    what = N_("the PDF made holds active content: {kinds}.")
    remedy = N_("Report it with this code; the scan itself is safe.")


class ArchiveConflictError(ItemError):
    code = "INDEX-001"
    what = N_("{name} already stands in the archive with other bytes.")
    remedy = N_("Nothing was overwritten. Have the archive checked with `sohoa verify`.")


# --- the whole batch --------------------------------------------------------------------


class SettingsError(BatchError):
    code = "SETTINGS-901"
    what = N_("the settings cannot be used:\n{problems}\n")
    remedy = N_("Correct them and run again.")
    exit_code = ExitCode.SETTINGS


class PlanError(BatchError):
    code = "PLAN-901"
    what = N_("the plan cannot be used:\n{problems}\n")
    remedy = N_("Correct phases.yaml and run again.")
    exit_code = ExitCode.SETTINGS


class UnknownPhaseError(BatchError):
    code = "PLAN-902"
    what = N_("the plan has no digitization phase {phase}; it has {known}.")
    remedy = N_("Choose one of these, or add the phase to phases.yaml.")
    exit_code = ExitCode.USAGE


class InventoryPhaseError(BatchError):
    code = "PLAN-903"
    what = N_("phase {phase} is the inventory: it counts paper and digitizes nothing.")
    remedy = N_("Import the office's registers: `sohoa inventory import FILE`.")
    exit_code = ExitCode.USAGE


class UnknownBatchError(BatchError):
    code = "BATCH-901"
    what = N_("there is no folder {name} in {inbox}.")
    remedy = N_("Put the scans into a folder there and run again.")
    exit_code = ExitCode.USAGE


class BatchBusyError(BatchError):
    code = "BATCH-902"
    what = N_("another run is working on this batch (process {holder}).")
    remedy = N_("Wait for it to end; this one leaves everything as it is.")
    exit_code = ExitCode.BUSY


class BatchListError(BatchError):
    code = "BATCH-903"
    what = N_("the batch list {name} cannot be used: {problem}.")
    remedy = N_("Correct the list or take it out of the box, and run again.")
    exit_code = ExitCode.USAGE


class BatchFilesError(BatchError):
    code = "BATCH-904"
    what = N_("a file or folder of the batch cannot be read or written: {problem}.")
    remedy = N_(
        "Check the disk, the network drive and the rights of this user, then run again: it goes "
        "on where it stopped."
    )
    retryable = True


class MailError(BatchError):
    code = "MAIL-901"
    what = N_("the digest could not be sent through {host}: {problem}.")
    remedy = N_(
        "Check [mail] in config/settings.toml and the variable with the password. The digest lies "
        "in data/reports all the same."
    )


class NothingToLearnError(BatchError):
    code = "LISTS-901"
    what = N_("no archived document is tied to a paper and described: nothing can be learnt.")
    remedy = N_("Run boxes, and tie documents with `sohoa match` or `sohoa link`; then learn.")
    exit_code = ExitCode.USAGE


class ToolMissingError(BatchError):
    code = "TOOL-901"
    what = N_("{tool} is missing.")
    remedy = N_("{mend}")
    exit_code = ExitCode.TOOL_MISSING


class DiskFullError(BatchError):
    code = "DISK-901"
    what = N_("there is no room left on the disk under {folder}.")
    remedy = N_("Free some space and run again: it goes on where it stopped.")


class NetworkDiskError(BatchError):
    code = "DISK-902"
    what = N_("{folder} lies on a network drive ({kind}).")
    remedy = N_(
        "The catalogue and the locks of running work are sound only on a disk of this machine: two "
        "machines could write them at once. Put the workspace on one (`sohoa init`); data/inbox "
        "and data/archive may stay on the network."
    )
    exit_code = ExitCode.SETTINGS


def error_classes() -> dict[str, type[SohoaError]]:
    """Every error that has a code, by its code."""
    families: list[type[SohoaError]] = [*ItemError.__subclasses__(), *BatchError.__subclasses__()]
    return {kind.code: kind for kind in families}


def explain(code: str, details: dict[str, str], translate: Callable[[str], str]) -> tuple[str, str]:
    """Say, in the language of `translate`, what an error was and what to do next.

    A code of a later version, unknown here, explains itself as its code.
    """
    kind = error_classes().get(code)
    if kind is None:
        return code, ""
    error = kind(**details)
    return error.message(translate), error.advice(translate)
