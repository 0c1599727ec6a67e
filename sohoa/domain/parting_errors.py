"""Errors of a file that holds several documents, and of a document that lies in several files."""

from __future__ import annotations

from sohoa.domain.failure import N_, ItemError


class PagesBeyondError(ItemError):
    code = "INTAKE-060"
    what = N_("pages {pages} are asked for, but it has {count}.")
    remedy = N_("Correct the pages in the batch list, or put the whole scan into the box.")


class PagesUncoveredError(ItemError):
    code = "INTAKE-061"
    what = N_("pages {pages} of {name} are in no row of the batch list.")
    remedy = N_(
        "Give these pages to the row that they belong to, or a row of their own. Until then "
        "nothing of the file is taken in."
    )


class PagesTwiceError(ItemError):
    code = "INTAKE-062"
    what = N_("pages {pages} of {name} are in more than one row of the batch list: {rows}.")
    remedy = N_("Correct the rows: each page belongs to one document.")


class SeparatorInsideError(ItemError):
    code = "INTAKE-063"
    what = N_("pages {pages} of {name} are separator sheets, but row {rows} takes them as pages.")
    remedy = N_("Leave the separator sheets out of the row's pages, or correct the row.")


class DocumentsCountError(ItemError):
    code = "INTAKE-064"
    what = N_(
        "separator sheets part {name} into {count} documents (pages {pages}), but the batch list "
        "names it in {rows} rows without pages."
    )
    remedy = N_("Write one row for each document, in their order, or give each row its pages.")


class OnlySeparatorsError(ItemError):
    code = "INTAKE-065"
    what = N_("it holds nothing but separator sheets.")
    remedy = N_("Take it out of the box, or scan the documents behind the sheets.")


class PagesArchivedError(ItemError):
    code = "INTAKE-066"
    what = N_("pages of it are archived already as {other} ({place}).")
    remedy = N_(
        "No page is counted twice. If it is now parted or joined rightly: "
        "sohoa withdraw {other} --reason … and run again. If the archived one is right: correct "
        "the batch list."
    )


class SignedApartError(ItemError):
    code = "INTAKE-067"
    what = N_("{name} is a signed PDF: as a part of a document it would lose its signature.")
    remedy = N_("Give it a row of its own in the batch list, without pages.")


class PartedByHeadsError(ItemError):
    code = "INTAKE-069"
    what = N_(
        "other documents begin on its pages {pages}: it is parted there, as the settings say."
    )
    remedy = N_(
        "Run the phase again: each part is taken in as a document. If it is one document: name the "
        "file in the list of the box."
    )
    retryable = True


class PagesUnknownError(ItemError):
    code = "INTAKE-068"
    what = N_("{name} is a folder in which a file has several pages: it cannot be parted.")
    remedy = N_("Put each file of several pages into the box itself.")
