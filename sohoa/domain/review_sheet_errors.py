"""Errors of the sheet in which people decide what papers documents are."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class NoReviewSheetError(BatchError):
    """Another spreadsheet, or one of which a person has taken away what the program goes by."""

    code = "SHEET-901"
    what = N_("{file} is no sheet of `sohoa review export`: {problem}.")
    remedy = N_(
        "Nothing was decided. Import the sheet that was exported, saved as .xlsx; do not copy its "
        "rows into another one. A new one is made by `sohoa review export`."
    )
    exit_code = ExitCode.USAGE


class ReviewSheetDamagedError(BatchError):
    """The file cannot be opened as a spreadsheet."""

    code = "SHEET-902"
    what = N_("{file} cannot be read: {problem}.")
    remedy = N_(
        "Nothing was decided. Open it in the spreadsheet program, save it as .xlsx without a "
        "password, and import it again."
    )
    exit_code = ExitCode.USAGE


class ReviewSheetNewerError(BatchError):
    """A later program has made it."""

    code = "SHEET-903"
    what = N_("{file} was made by a newer program: {format}.")
    remedy = N_("Nothing was decided. Update the program, or export a new sheet with this one.")
    exit_code = ExitCode.USAGE
