"""Errors of what is still arriving, of what the archive has already, and of its disk."""

from __future__ import annotations

from typing import ClassVar

from sohoa.domain.failure import N_, BatchError, ExitCode, ItemError
from sohoa.domain.outcome import DocumentState

# --- what is still arriving ----------------------------------------------------------------


class StillArrivingError(ItemError):
    code = "INTAKE-051"
    what = N_("it was written at {moment} and may not be whole yet.")
    remedy = N_(
        "Nothing to do: it is taken in once nothing has changed for {minutes} minutes. "
        "If you know that it is whole: sohoa run {phase} --now"
    )
    leaves_in: ClassVar[DocumentState] = DocumentState.ARRIVING


class UnfinishedTransferError(ItemError):
    code = "INTAKE-052"
    what = N_("it is still being copied: {name} lies in the box.")
    remedy = N_(
        "Wait until the copying has ended, then run again. If it was broken off, delete {name} "
        "and copy the scan again."
    )
    leaves_in: ClassVar[DocumentState] = DocumentState.ARRIVING


class ChangedUnderWayError(ItemError):
    code = "INTAKE-053"
    what = N_("its scan was changed or taken away after it was taken in.")
    remedy = N_("Nothing was archived. Run the phase again: it starts anew with what lies there.")
    retryable = True


# --- what the archive has already ----------------------------------------------------------


class OtherBytesError(ItemError):
    code = "INTAKE-050"
    what = N_("the archive has {name} already as {other}, and another scan lies in the box.")
    remedy = N_(
        "If the new scan is better: sohoa replace {other} --reason … "
        "If the archived one is wrong: sohoa withdraw {other} --reason … and run again. "
        "If neither: put the old scan back, or give the new one a name of its own."
    )
    leaves_in: ClassVar[DocumentState] = DocumentState.CONTESTED


class RetiredScanError(ItemError):
    code = "INTAKE-054"
    what = N_("the same scan, byte for byte, was archived as {other} and is no longer counted.")
    remedy = N_(
        "See why with: sohoa show {other}. If it is right after all: "
        "sohoa replace {document} --reason … Else take it out of the box."
    )
    leaves_in: ClassVar[DocumentState] = DocumentState.CONTESTED


class NothingToReplaceError(BatchError):
    code = "ARCHIVE-903"
    what = N_("{document}: the scan in the box is the archived one, byte for byte.")
    remedy = N_("Put the better scan into the box under the same name, then replace.")
    exit_code = ExitCode.USAGE


class NoScanToTakeError(BatchError):
    code = "ARCHIVE-904"
    what = N_("{document}: no scan lies under {name} in box {batch}.")
    remedy = N_("Put the better scan into the box under this name, then replace.")
    exit_code = ExitCode.USAGE


class NotInCountError(BatchError):
    code = "ARCHIVE-905"
    what = N_("{document} is not counted: it is not archived, or was replaced or withdrawn.")
    remedy = N_("See where it stands with: sohoa show {document}")
    exit_code = ExitCode.USAGE


class ReasonMissingError(BatchError):
    code = "ARCHIVE-906"
    what = N_("a reason is needed: it stays in the record for good.")
    remedy = N_("Say why in a few words: --reason '…'")
    exit_code = ExitCode.USAGE


class MastersNeededError(BatchError):
    code = "ARCHIVE-907"
    what = N_("{document} is not archived: its scans in the box are all there is of it.")
    remedy = N_("Leave them where they are. See where it stands with: sohoa show {document}")
    exit_code = ExitCode.USAGE


class NotWholeToReleaseError(BatchError):
    code = "ARCHIVE-908"
    what = N_(
        "{document} was not found whole just now: its scans may be the only good copy, and are "
        "not released."
    )
    remedy = N_(
        "See what is wrong with: sohoa verify {document}. Put it right (sohoa verify --repair, "
        "sohoa renew, or a backup), then release again."
    )
    exit_code = ExitCode.TRUST_BROKEN


class ReleasedNotWholeError(BatchError):
    code = "ARCHIVE-909"
    what = N_("the scans of {document} were released before, and now it was not found whole.")
    remedy = N_(
        "See what is wrong with: sohoa verify {document}. Put it right with sohoa verify --repair, "
        "sohoa renew, or a backup."
    )
    exit_code = ExitCode.TRUST_BROKEN


# --- a whole box, a whole archive ----------------------------------------------------------


class BoxArrivingError(BatchError):
    code = "BATCH-910"
    what = N_("the box was written to at {moment} and may not be whole yet.")
    remedy = N_(
        "It is worked on once nothing has been added to it for {minutes} minutes. "
        "If you know that it is whole: sohoa run {phase} --now"
    )
    exit_code = ExitCode.DONE_WITH_REJECTIONS


class UnknownBoxError(BatchError):
    code = "BATCH-930"
    what = N_("no box is called {name}.")
    remedy = N_("The names of the boxes stand in `sohoa list` and in data/inbox.")
    exit_code = ExitCode.USAGE


class UnreadBoxError(BatchError):
    code = "BATCH-931"
    what = N_("the box {name} has not been read yet: nobody knows what to scan again.")
    remedy = N_("Run the phase of the box first, such as: sohoa run 2")
    exit_code = ExitCode.USAGE


class NothingToHandOverError(BatchError):
    code = "ARCHIVE-910"
    what = N_("nothing of {name} is in the archive and counts: there is nothing to hand over.")
    remedy = N_("See what is archived: sohoa list --state archived")
    exit_code = ExitCode.USAGE


class ArchiveAwayError(BatchError):
    code = "ARCHIVE-901"
    what = N_("the archive is not there: {folder} lacks the mark of archive {wanted}.")
    remedy = N_("Connect its disk and run again. Nothing was written under that path.")


class OtherArchiveError(BatchError):
    code = "ARCHIVE-902"
    what = N_("{folder} is not the archive of this catalogue: it is {found}, not {wanted}.")
    remedy = N_(
        "Connect the right disk, or restore the catalogue that belongs to this archive. "
        "Nothing was written under that path."
    )
