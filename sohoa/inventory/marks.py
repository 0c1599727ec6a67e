"""Rows about which somebody said something beside their words; counted only after a word of ours.

A stroke through a row, a row hidden or filtered away, a note on a cell, `Thu hồi theo QĐ 15` among
the remarks of a permit in force: each may mean that the paper is not what the columns say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from sohoa.domain.register import Validity
from sohoa.domain.vietnamese import fold
from sohoa.language import _
from sohoa.tabular.columns import Column
from sohoa.tabular.sheet import EMPTY, Cell, RowMarks

_REVOKING = re.compile(
    r"\bthu hoi\b|\b(?:bi|da|duoc)\s+(?:huy|thay the)\b|\bhuy bo\b|\bbai bo\b|\bdinh chi\b"
    r"|\bhet (?:hieu luc|han|hl)\b|\b(?:khong con|mat) (?:hieu luc|gia tri)\b"
    r"|\bda (?:duoc )?cap (?:lai|doi)\b"
)
_SHOWN = 60


class Mark(StrEnum):
    """A mark on a row that stands beside its columns."""

    STRUCK = "struck"
    HIDDEN = "hidden"
    COMMENT = "comment"
    REMARK = "remark"


def marks_of(
    marks: RowMarks | None, cells: Mapping[Column, Cell], validity: Validity | None
) -> Iterator[tuple[Mark, str]]:
    """List the marks of a row, each with the text that says it.

    A remark that a paper was revoked or has ended is a mark only where its row does not say
    so itself; `validity` is what the row says, `None` where it could not be read.
    """
    if marks is not None:
        if marks.struck:
            yield Mark.STRUCK, ""
        if marks.hidden:
            yield Mark.HIDDEN, ""
        for text in marks.comments:
            yield Mark.COMMENT, text[:_SHOWN]
    remark = cells.get(Column.REMARKS, EMPTY).text
    may_hold = validity in (Validity.IN_FORCE, Validity.UNKNOWN)
    if remark and may_hold and _REVOKING.search(fold(remark)):
        yield Mark.REMARK, remark[:_SHOWN]


def mark_label(mark: Mark) -> str:
    """Name a mark in the language in force."""
    return {
        Mark.STRUCK: _("struck through"),
        Mark.HIDDEN: _("hidden or filtered away"),
        Mark.COMMENT: _("a note on a cell"),
        Mark.REMARK: _("a remark that it was revoked, replaced or has ended"),
    }[mark]
