"""The lists of a hand-over as tables: each drawn twice, as a sheet and on paper."""

from __future__ import annotations

from collections.abc import Iterator

from sohoa.language import _
from sohoa.reports.handover import Documents, HandedFile, Handover
from sohoa.reports.table import Column, Kind, Row, Table


def files_table(handover: Handover) -> Table:
    """List the files (mục lục hồ sơ, tài liệu nộp lưu)."""
    columns = (
        Column(_("No."), Kind.COUNT),
        Column(_("File code"), Kind.CODE),
        Column(_("Title of the file")),
        Column(_("Time of the documents")),
        Column(_("To be kept")),
        Column(_("Sheets or pages"), Kind.COUNT),
        Column(_("Note")),
    )
    rows = tuple(
        (
            number,
            one.code,
            one.title,
            one.period,
            one.term or _("not determined"),
            one.count,
            _counted(one),
        )
        for number, one in enumerate(handover.files, 1)
    )
    title = _("List of files handed over")
    return Table("files", title, "", columns, rows)


def documents_table(one: HandedFile) -> Table:
    """List the documents of a file (mục lục văn bản, tài liệu)."""
    columns = (
        Column(_("No."), Kind.COUNT),
        Column(_("Number and symbol"), Kind.CODE),
        Column(_("Day")),
        Column(_("Type and subject")),
        Column(_("Author")),
        Column(_("Sheet or page")),
        Column(_("Note")),
    )
    title = _("List of documents: file {code}").format(code=one.code)
    return Table("documents", title, one.title, columns, _Rows(one.documents))


class _Rows:
    """A row for each document, made when it is asked for."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def __len__(self) -> int:
        return len(self._documents)

    def __iter__(self) -> Iterator[Row]:
        for number, of in enumerate(self._documents, 1):
            yield number, of.number, of.formed, of.title, of.author, of.places, of.note


def _counted(one: HandedFile) -> str:
    counted = _("counted in sheets") if one.sheets_counted else _("counted in pages")
    return "; ".join([_("a part of the file"), counted]) if one.is_part else counted
