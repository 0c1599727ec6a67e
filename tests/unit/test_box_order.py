"""The order in the box speaks for a paper whose row stands between those of the scans beside it,
and only where the number points to it already."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace

import pytest

from bench.boxes import boxed, with_neighbours
from bench.looked_up import Index
from bench.misreading import read_of_a_reader
from bench.registers import as_clerks_write, drawn_rows
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord
from sohoa.matching.batch import match
from sohoa.matching.comparing import Comparing
from sohoa.matching.evidence import Level, Witness
from sohoa.matching.learning import DecidedPair, learn
from sohoa.matching.order import BoxOrder, Standing
from sohoa.matching.outcome import Outcome, Proposal
from sohoa.matching.reasons import agreeing
from sohoa.matching.seen_paper import SeenPaper
from sohoa.matching.weights import usual_weights
from sohoa.matching.words import WordCounts

_BOX = "Hộp 07"
_DAY = PartialDate(2018, 5, 12)
_NAMES = ("Bông Sen", "Hải Âu", "Sông Bé", "Kim Liên", "Thác Mơ", "Phú Lợi", "Cẩm Tú")
_SUBJECT = "Công nhận khách sạn {} đạt tiêu chuẩn hai sao"


class _Register(Index):
    """A register in memory that knows of scans as well."""

    def __init__(self, rows: dict[str, RegisterRecord], *known: Standing) -> None:
        super().__init__(rows)
        self._known = known

    def standing_in(self, boxes: Collection[str]) -> list[Standing]:
        return [one for one in self._known if one.box in boxes]


def _rows(**changed: RegisterRecord) -> dict[str, RegisterRecord]:
    """Seven papers of a day, with the numbers 141 to 147, by the ids `r1` to `r7`."""
    rows = {
        f"r{at}": RegisterRecord(
            "", "Quyết định", f"{140 + at}/QĐ-SVHTTDL", _DAY, _SUBJECT.format(name)
        )
        for at, name in enumerate(_NAMES, 1)
    }
    return rows | changed


def _scan(at: int, *, name: str = "", **changed: object) -> SeenPaper:
    row = _rows()[f"r{at}"]
    seen = SeenPaper(
        f"d{at}", row.number, row.formed, row.record_type, row.subject, box=_BOX,
        name=name or f"{at}.pdf",
    )  # fmt: skip
    return replace(seen, **changed)  # type: ignore[arg-type] - what a test changes


def _comparing() -> Comparing:
    texts = (row.subject for row in (*_rows().values(), *drawn_rows(200, seed=3)))
    return Comparing(usual_weights(), WordCounts(texts))


def _decided(
    scans: list[SeenPaper], rows: dict[str, RegisterRecord], *known: Standing
) -> dict[str, Proposal]:
    found = match(scans, _Register(rows, *known), _comparing())
    return {one.document_id: one for one in found}


def _level(proposal: Proposal, record_id: str) -> Level:
    (one,) = [one for one in proposal.ranked if one.record_id == record_id]
    return one.by(Witness.ORDER).level


#: A row of which a clerk has written the year alone and no subject: its number is all it says.
_BARE = replace(_rows()["r4"], subject="", formed=PartialDate(2018))


@pytest.mark.parametrize("is_backwards", [False, True])
def test_a_row_that_says_its_number_alone_is_accepted_between_its_neighbours(is_backwards):
    """Boxes stand forwards or backwards; `10.pdf` comes behind `9.pdf`."""
    names = {at: f"{20 - at if is_backwards else at + 5}.pdf" for at in range(1, 8)}
    scans = [_scan(at, name=names[at]) for at in (3, 4, 5)]
    rows = _rows(r4=_BARE)
    found = _decided(scans, rows)["d4"]
    assert (found.outcome, found.record_id) == (Outcome.MATCHED, "r4")
    assert _level(found, "r4") is Level.SAME

    alone = _decided([scans[1]], rows)["d4"]
    assert (alone.outcome, alone.record_id) == (Outcome.UNSURE, "r4")
    nameless = [replace(one, name="") for one in scans]
    assert _decided(nameless, rows)["d4"].outcome is Outcome.UNSURE


def test_the_scans_beside_may_be_known_from_before():
    rows = _rows(r4=_BARE)
    known = (
        Standing("x", _BOX, "3.pdf", "r3"), Standing("y", _BOX, "5.pdf", "r5"),
        Standing("z", "Hộp 08", "4.pdf", "r4"),
    )  # fmt: skip
    found = _decided([_scan(4)], rows, *known[:2])["d4"]
    assert found.outcome is Outcome.MATCHED
    (named,) = [one for one in agreeing(found.ranked[0], lambda text: text) if "order" in one]
    assert "3.pdf" in named
    assert "r3" in named
    assert "r5" in named
    assert _decided([_scan(4)], rows, known[0])["d4"].outcome is Outcome.UNSURE
    # Its row is another box's scan's already: the order says nothing for it.
    elsewhere = replace(known[2], box=_BOX, name="9.pdf")
    assert _decided([_scan(4)], rows, *known[:2], elsewhere)["d4"].outcome is Outcome.UNSURE


def test_scans_put_elsewhere_are_passed_over_and_lose_nothing():
    """The one before it is from far away; and what is itself put elsewhere is found as before."""
    rows = _rows(r4=_BARE) | {
        f"x{at}": replace(row, formed=PartialDate(2011, 3, 2))
        for at, row in enumerate(drawn_rows(40, seed=9))
    }
    far = Standing("far", _BOX, "3b.pdf", "x39")
    found = _decided([_scan(3), _scan(4), _scan(5)], rows, far)["d4"]
    assert (found.outcome, _level(found, "r4")) == (Outcome.MATCHED, Level.SAME)

    moved = [_scan(6, name="0.pdf"), _scan(3), _scan(5)]
    assert {one.outcome for one in _decided(moved, rows).values()} == {Outcome.MATCHED}


def test_more_rows_than_scans_are_near_and_do_not_vouch():
    """Two papers between, one scan: the order does not say which of them it is."""
    rows = _rows(r4=_BARE)
    found = _decided([_scan(3), _scan(4), _scan(6)], rows)["d4"]
    assert (found.outcome, _level(found, "r4")) == (Outcome.UNSURE, Level.PART)


@pytest.mark.parametrize(
    "changed",
    [
        {"number": "", "subject": ""},  # nothing but the order
        {"number": "", "numbers": ()},  # the very words of the row
        {"is_number_sure": False, "subject": ""},  # doubted, and no rare words
        {"number": "154/QĐ-SVHTTDL"},  # another number
        {"number": "154/QĐ-SVHTTDL", "numbers": ("144/QĐ-SVHTTDL",), "is_number_sure": False,
         "subject": ""},  # what another reader saw
        {"number": "144/TB-SVHTTDL"},  # another symbol
        {"formed": PartialDate(2018, 7, 23), "subject": "Tổ chức giải bơi lặn mùa hè"},
    ],
)  # fmt: skip
def test_the_order_ties_nothing_that_the_number_does_not_point_to(changed):
    scans = [_scan(3), _scan(4, **changed), _scan(5)]
    alone = _decided([scans[1]], _rows())["d4"]
    found = _decided(scans, _rows())["d4"]
    assert not alone.outcome.is_settled
    assert not found.outcome.is_settled


@pytest.mark.parametrize("is_doubted", [False, True])
def test_the_next_row_is_not_taken_where_its_own_is_missing(is_doubted):
    """The scan of 144 stands between 143 and 146; 144 is in no register, 145 has no scan."""
    rows = {at: row for at, row in _rows().items() if at != "r4"}
    asked = _scan(4, is_number_sure=not is_doubted, numbers=("145/QĐ-SVHTTDL",))
    for subject in (rows["r5"].subject, _SUBJECT.partition("{")[0], ""):
        bare = rows | {"r5": replace(rows["r5"], subject=subject)}
        found = _decided([_scan(3), asked, _scan(6)], bare)["d4"]
        assert not found.outcome.is_settled


def test_of_two_papers_that_its_number_may_be_the_order_says_which():
    """Doubted, and both rows cut to the same words; the other is far away in the register."""
    cut = _SUBJECT.partition("{")[0] + "Sen"
    rows = {at: replace(row, subject=cut) for at, row in _rows().items() if at == "r4"}
    other = replace(rows["r4"], number="744/QĐ-SVHTTDL")
    rows = _rows(**rows) | {
        **{f"x{at}": row for at, row in enumerate(drawn_rows(20, seed=4))}, "r9": other
    }  # fmt: skip
    asked = _scan(4, is_number_sure=False, subject=cut)
    assert _decided([asked], rows)["d4"].outcome is Outcome.AMBIGUOUS
    found = _decided([_scan(3), asked, _scan(5)], rows)["d4"]
    assert (found.outcome, found.record_id) == (Outcome.MATCHED, "r4")
    # Its own row is missing: the other is not taken for standing in its place.
    rows.pop("r4")
    assert not _decided([_scan(3), asked, _scan(5)], rows)["d4"].outcome.is_settled


def test_what_the_order_says_weighs_nothing_against_a_paper():
    """Also where an office's decided pairs would have it so."""
    order = BoxOrder([Standing("d1", _BOX, "1.pdf")], _Register(_rows()))
    assert order.compared("d1", "r1").level is Level.SILENT
    assert order.compared("unknown", "r1").level is Level.SILENT
    pairs = [DecidedPair(_scan(at), f"r{at}", _rows()[f"r{at}"], {"r7": _rows()["r7"]})
             for at in (2, 3, 4, 5)]  # fmt: skip
    counts = learn(pairs, _comparing(), _Register(_rows()))
    assert counts[Witness.ORDER, Level.SAME] == (2, 0)  # the first and the last stand at an end
    assert counts[Witness.ORDER, Level.SILENT] == (2, 4)


def test_with_the_order_more_drawn_heads_are_accepted_and_none_wrongly():
    """In the boxes of the bench, with drawn heads in the place of real ones."""
    papers, chance = drawn_rows(12, seed=6), random.Random(6)
    heads = [read_of_a_reader(f"h{at}", row, chance) for at, row in enumerate(papers)]
    ordered = with_neighbours(papers, seed=6)
    boxes = boxed(heads, ordered, read_of_a_reader, seed=6, disorder=0.1)
    rows, accepted = as_clerks_write(boxes.rows, seed=6), list[int]()
    for uses_order in (False, True):
        scans = [replace(one.seen, name=one.seen.name if uses_order else "") for one in boxes.scans]
        found = match(scans, Index(rows), _comparing())
        settled = [(said, one) for said, one in zip(found, boxes.scans, strict=True)
                   if said.outcome.is_settled]  # fmt: skip
        assert all(said.record_id == one.truth for said, one in settled)
        accepted.append(len(settled))
    assert accepted[0] < accepted[1]
