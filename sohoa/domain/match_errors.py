"""Errors of papers that are not what was said of them, and of what is counted."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode, ItemError

_LOOK = N_(
    "Look at the paper. Correct the row of the batch list, or the register, and run the batch "
    "again; if the page was misread, write x into a column `confirmed` of that row and run again "
    "(what stood there before this question does not count: write the day, say)."
)


class NumberDiffersError(ItemError):
    code = "MATCH-001"
    what = N_(
        "the page says number {page}; the batch list says {listed}, the register {registered}."
    )
    remedy = _LOOK


class DateDiffersError(ItemError):
    code = "MATCH-002"
    what = N_("the page is dated {page}; the batch list says {listed}, the register {registered}.")
    remedy = _LOOK


class TypeDiffersError(ItemError):
    code = "MATCH-003"
    what = N_("the page is a {page}; the batch list says {listed}, the register {registered}.")
    remedy = _LOOK


class SamePaperError(ItemError):
    code = "MATCH-004"
    what = N_(
        "number {number} of {formed} was scanned before: it is the paper of document {other}."
    )
    remedy = N_(
        "Look at both. Take this scan out of the box; if they are two papers, write x into a "
        "column `confirmed` of its row in the batch list and run the batch again (what stood "
        "there before this question does not count)."
    )


class ListMisfitError(BatchError):
    code = "BATCH-920"
    what = N_(
        "{wrong} of {compared} pages name another paper than the batch list: of {name} the page "
        "says {page}, the list {listed}."
    )
    remedy = N_(
        "See whether the list is shifted by a line or belongs to another box; correct it and run "
        "again. Nothing more of this box was signed. If only pages were misread, write x into a "
        "column `confirmed` of their rows."
    )
    exit_code = ExitCode.USAGE


class FutureDayError(BatchError):
    code = "REPORT-901"
    what = N_("{day} is not over: today is {today}.")
    remedy = N_("Ask for today or a day before it.")
    exit_code = ExitCode.USAGE
