"""The digest of a night: three forms of one value."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from sohoa.ledger.head import Head, heads_in
from sohoa.reports.digest import (
    BoxDigest,
    NightDigest,
    Refused,
    digest_html,
    digest_markdown,
    digest_text,
    digest_title,
)

FORMS = (digest_html, digest_markdown, digest_text)
REFUSED = Refused("HS <1>|a*.pdf", "INTAKE-003", "trang 1 bị hỏng", "Quét lại tờ này.")


def night(*boxes: BoxDigest, problems=()) -> NightDigest:
    started = dt.datetime(2026, 11, 28, 13, tzinfo=dt.UTC)
    return NightDigest(
        "Sở Văn hóa", started, started + dt.timedelta(hours=6), boxes,
        "Đến 28/11/2026: chỉ tiêu 100 %", tuple(problems), (Path("/srv/giai-doan-2.html"),),
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(form):
    """Box, counts, the rejected by name with cause and advice, slip, reports, and the standing."""
    box = BoxDigest("Hộp 7", 1234, 3, (REFUSED,), ("2 chờ ký",), slip=Path("/srv/rescan-7.pdf"))

    said = form(night(box, BoxDigest("Hộp 8", 9, 0), problems=["phase-3 [DISK-901]"]))

    plain = said.replace("\\", "").replace("&lt;", "<").replace("&gt;", ">")
    for part in ("Hộp 7", "1.234", "HS <1>|a*.pdf", "INTAKE-003", "trang 1 bị hỏng",
                 "Quét lại tờ này", "2 chờ ký", "/srv/rescan-7.pdf", "/srv/giai-doan-2.html",
                 "chỉ tiêu 100 %", "phase-3 [DISK-901]"):  # fmt: skip
        assert part in plain
    assert "Hộp 8" not in plain


def test_names_draw_nothing():
    """A file's name makes neither a tag nor a cell, a link or a heading."""
    box = BoxDigest("B", 0, 0, (Refused("<img src=x>[a](b)|`x`", "INTAKE-001", "r", "a"),))

    assert "<img" not in digest_html(night(box))
    markdown = digest_markdown(night(box))
    assert r"\<img src=x\>\[a\](b)\|\`x\`" in markdown


def test_the_title_puts_the_worst_first():
    """What could not be worked on goes before what was rejected, and that before the archived."""
    box = BoxDigest("B", 5, 3, (REFUSED,), stopped="[BATCH-904] ...")

    title = digest_title(night(box))

    assert title.endswith("1 CHƯA LÀM ĐƯỢC, 1 văn bản bị từ chối, 3 văn bản đã lưu kho")
    assert "02:00, 29/11/2026" in title


@pytest.mark.parametrize("form", FORMS)
def test_the_head_of_the_ledger_is_in_every_form(form):
    """As a line that is found again, and nothing where there is none."""
    head = Head("archive-1", 75, bytes(range(32)), dt.datetime(2026, 11, 30, tzinfo=dt.UTC))

    assert heads_in(form(replace(night(), head=head.line))) == [head]
    assert "sohoa-ledger" not in form(night())
