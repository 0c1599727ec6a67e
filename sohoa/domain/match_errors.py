"""Errors of papers that are not what was said of them, and of what is counted."""

from __future__ import annotations

from typing import ClassVar

from sohoa.domain.failure import N_, BatchError, ExitCode, ItemError
from sohoa.domain.outcome import DocumentState

_LOOK = N_(
    "Look at the paper. Correct the row of the batch list, or the register, and run the batch "
    "again; if the page was misread, write x into a column `confirmed` of that row and run again "
    "(what stood there before this question does not count: write the day, say)."
)


_DECIDE = N_(
    "Look at the paper beside what the register proposes: `sohoa review show {document}`; then say "
    "which it is: `sohoa decide {document} PAPER --reason …`, or `--none` in place of the paper if "
    "the register does not have it."
)


class NumberDiffersError(ItemError):
    code = "MATCH-001"
    what = N_(
        "the page says number {page}; the batch list says {listed}, the register {registered}."
    )
    remedy = _LOOK
    leaves_in: ClassVar[DocumentState] = DocumentState.ASKED


class DateDiffersError(ItemError):
    code = "MATCH-002"
    what = N_("the page is dated {page}; the batch list says {listed}, the register {registered}.")
    remedy = _LOOK
    leaves_in: ClassVar[DocumentState] = DocumentState.ASKED


class TypeDiffersError(ItemError):
    code = "MATCH-003"
    what = N_("the page is a {page}; the batch list says {listed}, the register {registered}.")
    remedy = _LOOK
    leaves_in: ClassVar[DocumentState] = DocumentState.ASKED


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
    leaves_in: ClassVar[DocumentState] = DocumentState.ASKED


class PaperAmbiguousError(ItemError):
    code = "MATCH-005"
    what = N_(
        "several papers of the register are as likely as {record}, or it has a document already."
    )
    remedy = _DECIDE
    leaves_in: ClassVar[DocumentState] = DocumentState.ASKED


class PaperContradictedError(ItemError):
    code = "MATCH-006"
    what = N_("page and register, or the batch list, contradict one another about {record}.")
    remedy = _DECIDE
    leaves_in: ClassVar[DocumentState] = DocumentState.ASKED


class PaperUnsureError(ItemError):
    code = "MATCH-007"
    what = N_("it may be {record} of the register; not enough on the page speaks for it.")
    remedy = _DECIDE
    leaves_in: ClassVar[DocumentState] = DocumentState.ASKED


class PaperUnknownError(ItemError):
    code = "MATCH-008"
    what = N_("no paper of the register is like it.")
    remedy = _DECIDE
    leaves_in: ClassVar[DocumentState] = DocumentState.ASKED


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


class SinceNotBeforeError(BatchError):
    code = "REPORT-902"
    what = N_("nothing can have moved since {since}: the report is as of {as_of}.")
    remedy = N_("Give --since a day before the one that is reported on.")
    exit_code = ExitCode.USAGE
