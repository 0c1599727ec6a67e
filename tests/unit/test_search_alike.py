"""Whatever is kept and whatever is asked, both databases find the same, and what a person would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from catalogue_samples import archive, paper, reading, store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sohoa.catalogue.letters import WORD, folded_form
from sohoa.catalogue.search_wanted import Wanted
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description

WORDS = ["điều", "điêu", "đa", "giấy", "giay", "phép", "hòa", "hoà", "Nguyễn", "QĐ", "12"]
NUMBERS = ["07/CT-UBND", "7/CT", "12/QĐ", "154/2024/NĐ-CP", ""]
DAYS = ["28/02/2022", "02/2022", "2022", "01/03/2021"]
ROOMS, TYPES = ["Văn hóa", "Du lịch"], ["Quyết định", "Giấy phép"]
TYPED_NUMBERS = ["07CTUBND", "7 ct", "12 QD", "12/qđ", "154 2024 ND-CP"]
TYPED_DATES = ["28/02/2022", "tháng 2 năm 2022", "1-3-2021", "02/2022"]
MANY = 1000


@dataclass(frozen=True)
class Kept:
    """A document, or a paper without one."""

    text: str
    number: str
    formed: str
    room: str
    record_type: str
    phase: int
    is_paper: bool


things = st.lists(
    st.builds(
        Kept,
        text=st.one_of(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
            # Few words: what has all pairs of a phrase, and not the phrase.
            st.lists(st.sampled_from(WORDS[:3]), min_size=5, max_size=12),
        ).map(" ".join),
        number=st.sampled_from(NUMBERS),
        formed=st.sampled_from(DAYS),
        room=st.sampled_from(ROOMS),
        record_type=st.sampled_from(TYPES),
        phase=st.sampled_from([2, 3]),
        is_paper=st.booleans(),
    ),
    min_size=1,
    max_size=7,
)
filters = st.sampled_from(
    [Wanted(rooms=(ROOMS[0],)), Wanted(record_types=(TYPES[1],)), Wanted(year=2021),
     Wanted(phase=3), Wanted(state="archived"), Wanted(batch="Hộp 01", rooms=(ROOMS[1],))]
)  # fmt: skip


@st.composite
def phrases(draw, kept: list[Kept]) -> str:
    """One to five words of a text, as they stand there or without marks, in quotation marks."""
    words = draw(st.sampled_from(kept)).text.split()
    start = draw(st.integers(0, len(words) - 1))
    some = " ".join(words[start : start + draw(st.integers(1, 5))])
    return f'"{folded_form(some) if draw(st.booleans()) else some}"'


@st.composite
def queries(draw, kept: list[Kept]) -> str:
    """Phrases and words, a number, a day, or several of them."""
    parts = draw(st.lists(phrases(kept) | st.sampled_from(WORDS), max_size=2))
    parts += draw(st.lists(st.sampled_from([*TYPED_NUMBERS, *TYPED_DATES]), max_size=1))
    return " ".join(parts)


def fill(url: str, folder: Path, kept: list[Kept]) -> None:
    """Keep all of it."""
    with Catalogue.open(url) as catalogue:
        for place, one in enumerate(kept):
            said = {"number": one.number, "room": one.room, "record_type": one.record_type}
            if one.is_paper:
                record = paper(formed=one.formed, subject=one.text, owner="", **said)
                store(catalogue, record, name=f"so-{place}.xlsx")
            else:
                described = Description(formed=PartialDate.parse(one.formed), **said)
                archive(
                    catalogue, folder, f"d{place}", text=one.text, phase=one.phase,
                    description=described,
                )  # fmt: skip


@pytest.fixture(scope="module")
def places(postgres, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """Pairs of an address and a folder, in turn embedded and on the server."""

    def each() -> Iterator[tuple[str, Path]]:
        for turn in count():
            folder = tmp_path_factory.mktemp(f"embedded{turn}")
            yield f"sqlite:///{folder}/catalogue.sqlite3", folder
            folder = tmp_path_factory.mktemp(f"server{turn}")
            url = postgres.empty_catalogue()
            (folder / "catalogue.url").write_text(url)
            yield url, folder
            postgres.give_back(url)

    return each()


def by_hand(shelf, query: str) -> set[str]:
    """What has all words of a query, with marks or without; by going through everything."""
    wanted = [WORD.findall(folded_form(term)) for term in terms(query)]
    with reading(shelf) as reader:
        texts = {row.document_id: reader.text(row.document_id) for row in reader.list_documents()}
        texts |= {
            one.record_id: "\n".join((one.number, one.record_type, one.subject, one.room))
            for one in reader.papers()
        }
    words = {name: f" {' '.join(WORD.findall(folded_form(text)))} " for name, text in texts.items()}
    return {
        name for name, said in words.items() if all(f" {' '.join(one)} " in said for one in wanted)
    }


def terms(query: str) -> list[str]:
    """Quoted phrases, and the words outside."""
    parts = query.split('"')
    return [*parts[1::2], *(word for part in parts[::2] for word in part.split())]


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), kept=things)
def test_both_find_the_same(places, data, kept):
    """Words, phrases, numbers and days; and of each filter what remains of all by hand."""
    shelves = []
    for _each in range(2):
        url, folder = next(places)
        fill(url, folder, kept)
        shelves.append(folder)
    for _turn in range(8):
        query = data.draw(queries(kept))
        wanted = data.draw(filters)
        answers = [asked(shelf, query, wanted) for shelf in shelves]
        assert answers[0] == answers[1], query
        if not any(typed in query for typed in (*TYPED_NUMBERS, *TYPED_DATES, "12")):
            found = {hit.document_id or hit.record_id for hit in answers[0][0]}
            assert found == (by_hand(shelves[0], query) if query else set()), query


def asked(shelf: Path, query: str, wanted: Wanted):
    """The hits of a query, those that a filter leaves, and their count; both judged by hand."""
    with reading(shelf) as reader:
        every = reader.search(query, limit=MANY)
        narrowed = reader.search(query, wanted, limit=MANY)
        newest = reader.search(query, Wanted(newest=True), limit=MANY)
        rows = {row.document_id: row for row in reader.list_documents()}
        rows |= {row.record_id: row for row in reader.papers()}
    kept = {hit for hit in every.hits if fits(rows[hit.document_id or hit.record_id], wanted)}
    assert set(narrowed.hits) == kept
    assert set(newest.hits) == set(every.hits)
    assert every.count == len(every.hits)
    days = [hit.formed for hit in newest.hits]
    assert days == sorted(days, reverse=True)
    return set(every.hits), kept


def fits(row, wanted: Wanted) -> bool:
    """Whether a row is what is wanted."""
    return (
        (wanted.rooms is None or row.room in wanted.rooms)
        and (wanted.record_types is None or row.record_type in wanted.record_types)
        and (wanted.year is None or row.year == wanted.year)
        and all(
            getattr(wanted, name) is None or getattr(row, name, None) == getattr(wanted, name)
            for name in ("phase", "state", "batch")
        )
    )
