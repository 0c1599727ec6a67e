"""Errors of deciding which paper a scan is."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class NothingAskedError(BatchError):
    """Its state says what can be done with it instead."""

    code = "DECIDE-901"
    what = N_("{document}: nobody is asked which paper it is.")
    remedy = N_(
        "See what is known of it: sohoa show {document}. If it is archived, tie it with "
        "`sohoa link` or untie it with `sohoa unlink`; what still waits: sohoa review"
    )
    exit_code = ExitCode.USAGE


class DecidedMeanwhileError(BatchError):
    """Two people on two sheets: the first word stands until somebody takes it back."""

    code = "DECIDE-902"
    what = N_("{document}: {person} decided on {moment}: {paper}.")
    remedy = N_(
        "Nothing was changed. If that is wrong: sohoa decide {document} --take-back --reason … "
        "and decide again."
    )
    exit_code = ExitCode.USAGE


class QuestionChangedError(BatchError):
    """Register, list or scan have changed since the question was shown."""

    code = "DECIDE-903"
    what = N_("{document}: what is asked has changed since you saw it.")
    remedy = N_("Look at it once more (sohoa review show {document}), and decide by what it shows.")
    exit_code = ExitCode.USAGE


class SignedMeanwhileError(BatchError):
    """Its file bears the signature: from here the trail of the catalogue corrects."""

    code = "DECIDE-904"
    what = N_("{document}: it is signed; a decision cannot be taken back any more.")
    remedy = N_("Let the run archive it, then correct: sohoa unlink {document} --reason …")
    exit_code = ExitCode.USAGE


class NoDecisionError(BatchError):
    """Nothing to take back."""

    code = "DECIDE-905"
    what = N_("{document}: nothing was decided of it.")
    remedy = N_("See what waits: sohoa review")
    exit_code = ExitCode.USAGE
