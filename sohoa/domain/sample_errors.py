"""Errors of made-up records (`sohoa sample`)."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class FolderNotEmptyError(BatchError):
    """Made-up records are only written into a folder of their own."""

    code = "SAMPLE-901"
    what = N_("there is something in {folder} already.")
    remedy = N_("Choose another folder for the sample records, or empty this one.")
    exit_code = ExitCode.USAGE
