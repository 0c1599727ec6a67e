"""Errors of runs that are watched and stopped."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class UnknownRunError(BatchError):
    code = "RUN-901"
    what = N_("there is no run {name}.")
    remedy = N_("List them with `sohoa runs`.")
    exit_code = ExitCode.USAGE


class RunOverError(BatchError):
    code = "RUN-902"
    what = N_("the run {name} is over: nothing is left to stop.")
    remedy = N_("See how it ended with `sohoa runs`.")
    exit_code = ExitCode.USAGE


class RunStoppedError(BatchError):
    code = "RUN-903"
    what = N_("stopped because {who} asked for it; what was in hand was finished.")
    remedy = N_("Nothing is lost: run the same command again, and it goes on from there.")
    exit_code = ExitCode.STOPPED


class RunAtWorkError(BatchError):
    """What is asked for would take the ground from under a run."""

    code = "RUN-904"
    what = N_("the run {name} is at work ({host}); nothing was done.")
    remedy = N_(
        "Wait for its end, or let it end with `sohoa stop {name}`, and say it again. If that is "
        "another machine, and it is gone for good, take away {folder} first."
    )
    exit_code = ExitCode.BUSY
