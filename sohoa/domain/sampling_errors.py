"""Errors of the auditor's sample: drawing it, and reading its filled sheet."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class SeveralHeadsError(BatchError):
    """A file names several heads: which is meant would be somebody's choice."""

    code = "SAMPLING-901"
    what = N_("{file} names {count} heads of the ledger.")
    remedy = N_("The auditor says which: --head ROOT.")
    exit_code = ExitCode.USAGE


class NothingToSampleError(BatchError):
    """No archived document stood when the head was made."""

    code = "SAMPLING-902"
    what = N_("nothing to draw from: no document was in the archive by {until} (phase: {phase}).")
    remedy = N_("Choose another phase, or a later head; `sohoa status` shows what is archived.")
    exit_code = ExitCode.USAGE


class PlanImpossibleError(BatchError):
    """What is wanted of the sample cannot be."""

    code = "SAMPLING-903"
    what = N_("such a sample cannot be drawn: {problem}.")
    remedy = N_("Change --confidence, --margin, --tolerable, --expected, --aql or --level.")
    exit_code = ExitCode.USAGE


class NoSampleSheetError(BatchError):
    """Another spreadsheet, or one of which a person has taken away what the program goes by."""

    code = "SAMPLING-904"
    what = N_("{file} is no sheet of `sohoa audit sample`: {problem}.")
    remedy = N_(
        "Hand in the sheet that was drawn, saved as .xlsx; do not copy its rows into another one."
    )
    exit_code = ExitCode.USAGE


class SampleSheetDamagedError(BatchError):
    """The file cannot be opened as a spreadsheet."""

    code = "SAMPLING-905"
    what = N_("{file} cannot be read: {problem}.")
    remedy = N_("Open it in the spreadsheet program and save it as .xlsx without a password.")
    exit_code = ExitCode.USAGE


class SampleSheetNewerError(BatchError):
    """A later program has made it."""

    code = "SAMPLING-906"
    what = N_("{file} was made by a newer program: {format}.")
    remedy = N_("Update the program, or draw a new sample with this one.")
    exit_code = ExitCode.USAGE


class SampleSheetChangedError(BatchError):
    """What was written into the sheet when it was drawn is not what stands there now."""

    code = "SAMPLING-907"
    what = N_("the part of {file} that the program goes by was changed since it was drawn.")
    remedy = N_(
        "No error rate is told of it. Draw the sample again with the same head and the same word: "
        "it is the same sample."
    )
    exit_code = ExitCode.TRUST_BROKEN


class SampleNotProvenError(BatchError):
    """Only what a sample proves is entered."""

    code = "SAMPLING-908"
    what = N_("{path} proves no rate: it is not whole, or not the sample of its head.")
    remedy = N_("`sohoa audit result` without --enter says what is missing or otherwise.")
    exit_code = ExitCode.USAGE
