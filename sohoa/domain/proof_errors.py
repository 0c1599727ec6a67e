"""Errors of fixity, of the proof of finished files, and of renewal."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode, ItemError

# --- fixity --------------------------------------------------------------------------------


class FixityError(ItemError):
    code = "FIXITY-001"
    what = N_("{name} is not the file that was taken in: its SHA-256 differs.")
    remedy = N_("Find out who changed it; restore it from the master and run the batch again.")


# --- proof of the finished file ----------------------------------------------------------


class StoredBytesError(ItemError):
    code = "PROOF-001"
    what = N_("read back from the archive's disk, {name} has other bytes than were written.")
    remedy = N_("Check the disk, then run the batch again; nothing was archived.")
    retryable = True


class StoredPdfaError(ItemError):
    code = "PROOF-002"
    what = N_("the finished file is not valid PDF/A-2b: {rule}.")
    remedy = N_("Report it with this code; nothing was archived, the scan itself is safe.")
    retryable = True


class StoredSignatureError(ItemError):
    code = "PROOF-003"
    what = N_("signature {field} of the finished file does not hold: {problem}.")
    remedy = N_("Check [trust] in config/signing.toml and the key, then run the batch again.")
    retryable = True


class StoredTextError(ItemError):
    code = "PROOF-004"
    what = N_("of {read} characters read on the pages, {missing} are not in the finished file.")
    remedy = N_("Report it with this code; nothing was archived, the scan itself is safe.")
    retryable = True


# --- renewal of the proof ------------------------------------------------------------------


class RenewalUnsoundError(ItemError):
    code = "RENEW-001"
    what = N_("{name} does not hold any more and cannot be renewed: {problem}.")
    remedy = N_("Have the archive checked with `sohoa verify`; restore the file from the backup.")


class RenewalUnreachableError(ItemError):
    code = "RENEW-002"
    what = N_("a server that {name} needs gave no answer ({service}).")
    remedy = N_("Nothing was changed. The next `sohoa renew` tries again.")
    retryable = True


class RenewalNoGainError(ItemError):
    code = "RENEW-003"
    what = N_("the new time stamp of {name} would prove no longer than the old one, until {until}.")
    remedy = N_("Nothing was changed. Ask the time-stamp service for its new certificate.")
    retryable = True


class RenewalRevokedError(ItemError):
    code = "RENEW-004"
    what = N_("a certificate that {name} rests on is revoked since {moment}.")
    remedy = N_("Nothing was changed. Ask the authority that issued it why.")


class NoTimestamperError(BatchError):
    code = "RENEW-901"
    what = N_("{count} records need a time stamp, and no time-stamp service is set.")
    remedy = N_("Set [time] tsa_url in config/signing.toml and run `sohoa renew` again.")
    exit_code = ExitCode.SETTINGS


class RenewalBusyError(BatchError):
    code = "RENEW-902"
    what = N_("another renewal is at work on this archive.")
    remedy = N_("Wait for it to end; this one leaves everything as it is.")
    exit_code = ExitCode.BUSY


class NewerFormatError(BatchError):
    code = "FORMAT-901"
    what = N_("{path} was written by a later Sohoa: {found}, where this program knows {known}.")
    remedy = N_("Install that Sohoa again. Nothing was changed, and nothing of it was guessed.")


# --- the ledger -----------------------------------------------------------------------------


class NoHeadError(BatchError):
    code = "LEDGER-901"
    what = N_("there is no head of the ledger in {place}.")
    remedy = N_(
        "Give a file that bears one, or the line itself, in quotation marks: it begins with "
        "`sohoa-ledger-1`. `sohoa ledger head` makes one; reports and the morning's mail bear one."
    )
    exit_code = ExitCode.USAGE


class NotAReportError(BatchError):
    code = "LEDGER-902"
    what = N_("{path} is not the machine part of a report, or cannot be read.")
    remedy = N_(
        "It is the file that ends in .json beside the report's page, as `sohoa report` made it."
    )
    exit_code = ExitCode.USAGE


class IssuedMeanwhileError(BatchError):
    code = "LEDGER-903"
    what = N_("a report was issued as {number} by somebody else meanwhile.")
    remedy = N_("Issue yours again: it gets the next number. Nothing of it was issued.")
    exit_code = ExitCode.BUSY


class NoSuchReportError(BatchError):
    code = "LEDGER-904"
    what = N_("no report {name} was issued, and no such file is the machine part of one.")
    remedy = N_("Give a number that `sohoa report --issued` lists, or a .json file of a report.")
    exit_code = ExitCode.USAGE


class IssuedReportLostError(BatchError):
    code = "LEDGER-905"
    what = N_("the machine part of report {number} is gone, or is not what was issued.")
    remedy = N_(
        "Put the folder of this number back from a copy: its .json file is known again by "
        "`sohoa report --check FILE`. `sohoa audit` names every file that is gone or another."
    )
    exit_code = ExitCode.TRUST_BROKEN


class WitnessAwayError(BatchError):
    code = "LEDGER-911"
    what = N_("the witness's folder {folder} cannot be used: {problem}.")
    remedy = N_(
        "Mount the share again, or mend [ledger] witness in config/settings.toml. The next head "
        "takes all along that the witness lacks."
    )


class WitnessGoneError(BatchError):
    code = "LEDGER-912"
    what = N_("{file} was in the witness's folder, and is not any more.")
    remedy = N_(
        "See whether the share is mounted; nothing was written. If the witness is to begin anew, "
        "make an empty file of this name there."
    )


class NothingRecordedError(BatchError):
    code = "LEDGER-913"
    what = N_("no entry of the ledger is about {name}.")
    remedy = N_("Give the id of an archived document or of a paper, as `sohoa list` shows it.")
    exit_code = ExitCode.USAGE


class HeadContradictedError(BatchError):
    code = "LEDGER-914"
    what = N_("the ledger is not the continuation of the head of {at} ({size} entries).")
    remedy = N_("Nothing can be proven to it. `sohoa audit --head FILE` says what was changed.")
    exit_code = ExitCode.TRUST_BROKEN


class NoProofError(BatchError):
    code = "LEDGER-915"
    what = N_("{place} is no proof of the ledger that can be read here: {problem}.")
    remedy = N_("Give the file that `sohoa ledger proof` has written, as it is.")
    exit_code = ExitCode.USAGE


class LedgerDamagedError(BatchError):
    code = "LEDGER-916"
    what = N_("the ledger in the catalogue is not whole: its kept tree is not that of its entries.")
    remedy = N_(
        "Nothing was entered. `sohoa audit` says what was changed; then put the catalogue back from"
        " the last copy of before."
    )
    exit_code = ExitCode.TRUST_BROKEN
