"""What search promises beside words, on both databases: numbers, days, filters, order, counts."""

from __future__ import annotations

import dataclasses

import pytest
from catalogue_samples import archive, note, paper, reading, store

from sohoa.catalogue import search, search_keys, search_leads
from sohoa.catalogue.database import LOOKED_AT
from sohoa.catalogue.postgres import search as postgres_search
from sohoa.catalogue.rows import HitKind
from sohoa.catalogue.search_wanted import Wanted
from sohoa.catalogue.sqlite import search as sqlite_search
from sohoa.catalogue.writer import Catalogue
from sohoa.domain import scan_findings
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description

#: What keeps to `LOOKED_AT`.
LOOKING = (search, search_keys, search_leads, sqlite_search, postgres_search)
RULES = NeedRules.of({})
PAGES = "Trang đầu nói về tượng đài\fTrang hai nói về ca trù\fTrang cuối ghi lời chứng"


def described(number: str, formed: str, room: str = "Quản lý văn hóa", **fields) -> Description:
    """What a document says of itself."""
    return Description(
        number=number, formed=PartialDate.parse(formed), room=room, record_type="Chỉ thị", **fields
    )


@pytest.fixture(scope="module")
def shelf(catalogue_at, tmp_path_factory):
    """Documents of several days, rooms and needs; papers that are not digitized; one refused."""
    folder = tmp_path_factory.mktemp("shelf")
    with Catalogue.open(catalogue_at(folder)) as catalogue:
        store(
            catalogue,
            paper("07/CT-UBND", "28/02/2022", room="Quản lý du lịch"),
            paper("91/GP-SVHTTDL", "02/2022", record_type="Giấy phép"),
            paper("92/GP-SVHTTDL", "2022", record_type="Giấy phép"),
        )
        for name, said, fields in (
            ("day", described("07/CT-UBND", "28/02/2022", subject="Lễ hội"), {"text": PAGES}),
            ("month", described("08/CT-UBND", "02/2022", "Quản lý di sản"), {"phase": 3}),
            ("year", described("154/2024/NĐ-CP", "2022"), {"text": "Lễ hội ngày 28/02/2022"}),
            (
                "poor",
                described("9/KH-SVHTTDL", "01/03/2021", subject="Lễ hội"),
                {
                    "findings": (
                        scan_findings.CLIPPED_EDGE.of(""),
                        scan_findings.LOW_RESOLUTION.of(""),
                    ),
                    "phase": 3,
                },
            ),
        ):
            archive(catalogue, folder, name, description=said, **{"text": "Nội dung", **fields})
        refused = note("bad", DocumentState.QUARANTINED, description=described("7/CT", "3/2021"))
        catalogue.note_states(batch="Hộp 02", phase=2, states=[refused])
    return folder


def found(shelf, query, wanted=None, **options):
    """The documents (or papers) that a search finds, best first."""
    with reading(shelf) as reader:
        hits = reader.search(query, wanted or Wanted(), **options).hits
    return [hit.document_id or hit.record_id for hit in hits]


@pytest.mark.parametrize(
    "query",
    ["07CTUBND", "7ctubnd", "07/ct-ubnd", "07 CT UBND", "07-CT/UBND", "Số 07 CT-UBND", "07 CTUBND"],
)
def test_a_number_in_any_spacing(shelf, query):
    """The document and the paper that bear it, before all others; also among words."""
    for typed in (query, f"chỉ thị {query}"):
        with reading(shelf) as reader:
            hits = reader.search(typed).hits
        assert {(hit.document_id or hit.record_id) for hit in hits} >= {"day", "SO-000001"}
        kinds = [hit.kind for hit in hits if hit.document_id or hit.record_id]
        assert kinds[:2] == [HitKind.NUMBER] * 2
        assert hits[0].document_id == "day"


def test_a_number_with_a_year_and_figures_alone(shelf):
    """Of a rule of law too; figures alone are no number without strokes."""
    assert found(shelf, "154 2024 nđ cp")[0] == "year"
    assert found(shelf, "1542024NDCP")[0] == "year"
    assert found(shelf, "1542024") == []


def test_ids_and_names_of_files(shelf):
    """Of papers however they are typed, of documents, of archived files; `Số 1` is a number."""
    with reading(shelf) as reader:
        path = reader.document("month").archive_path
        for query, name in (
            ("SO-000002", "SO-000002"),
            ("so-2", "SO-000002"),
            ("month", "month"),
            ("poor month", "poor"),
            (path.rpartition("/")[2], "month"),
            ("bad", "bad"),
        ):
            first = reader.search(query).hits[0]
            assert (first.kind, first.document_id or first.record_id) == (HitKind.ID, name)
        assert reader.search("Số 2").hits == ()
        assert reader.search("so-2", Wanted(year=1999)).hits == ()


def test_the_exact_number_stands_before_the_joined_one(shelf):
    """`7/CT` as it is typed, then what begins alike."""
    assert found(shelf, "7/CT")[0] == "bad"
    assert found(shelf, "07 CT UBND")[-1] == "bad"


@pytest.mark.parametrize(
    "query", ["28/02/2022", "28-2-2022", "28.02.2022", "ngày 28 tháng 02 năm 2022", "2022-02-28",
              "ngày 28/2/2022", "28 tháng 2 năm 2022"],
)  # fmt: skip
def test_a_day_finds_what_was_formed_on_it(shelf, query):
    """Documents, then papers; a day that stands in a text is found too, as far as it is written."""
    names = found(shelf, query)

    assert names[:2] == ["day", "SO-000001"]
    assert ("year" in names) == (query in {"28/02/2022", "28.02.2022"})


@pytest.mark.parametrize("query", ["02/2022", "2/2022", "tháng 02/2022", "tháng 2 năm 2022"])
def test_a_month_finds_what_was_formed_in_it(shelf, query):
    """The days of it, and what is known to the month; not what is known to the year."""
    names = found(shelf, query)

    assert set(names[:4]) == {"day", "month", "SO-000001", "SO-000002"}
    assert "SO-000003" not in names


def test_a_day_beside_words(shelf):
    """What was formed then and has the words stands first; a number's year is no date."""
    with reading(shelf) as reader:
        hits = reader.search("lễ hội 28/02/2022").hits
    assert [(hit.document_id, hit.kind) for hit in hits] == [
        ("day", HitKind.DATE),
        ("year", HitKind.EXACT),
    ]
    assert found(shelf, "lễ hội 03/2021") == ["poor"]
    assert found(shelf, "31/02/2022") == []
    assert found(shelf, "02/2022/QĐ-UBND") == []


FILTERS = {
    "rooms": ("Quản lý di sản", "Quản lý du lịch"),
    "record_types": ("Giấy phép",),
    "year": 2022,
    "phase": 3,
    "state": "quarantined",
    "batch": "Hộp 02",
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("query", ["lễ hội", "nội dung", "02/2022", "07 ct ubnd", "karaoke"])
def test_a_filter_is_filtering_by_hand(shelf, name, query):
    """The same that remain of all hits, if each is looked at; papers have no box and no phase."""
    with reading(shelf) as reader:
        documents = {row.document_id: row for row in reader.list_documents()}
        papers = {row.record_id: row for row in reader.papers()}
        every = reader.search(query).hits
        kept = reader.search(query, Wanted(**{name: FILTERS[name]})).hits

    def fits(hit) -> bool:
        thing = documents.get(hit.document_id) or papers[hit.record_id]
        attribute = {"rooms": "room", "record_types": "record_type"}.get(name, name)
        value, asked = getattr(thing, attribute, None), FILTERS[name]
        return value in asked if isinstance(asked, tuple) else value == asked

    assert kept == tuple(hit for hit in every if fits(hit))


@pytest.mark.parametrize("need", list(Need))
def test_needs_are_those_of_the_list(shelf, need):
    """What is derived counts too: `sohoa list --needs` names the same."""
    with reading(shelf) as reader:
        needy = {row.document_id for row in reader.list_documents() if need in row.needs(RULES)}
        wanted = Wanted(need=reader.need_asked(RULES, need))
        for query in ("nội dung", "lễ hội", "02/2022", "7/CT"):
            every = {hit.document_id for hit in reader.search(query).hits}
            kept = [hit.document_id for hit in reader.search(query, wanted).hits]
            assert set(kept) == every & needy
    assert ("poor" in needy) == (need is Need.RESCAN)


def test_newest_first(shelf):
    """By the day formed, whatever fits better."""
    wanted = Wanted(newest=True)
    with reading(shelf) as reader:
        for query in ("lễ hội", "07 ct ubnd", "karaoke", "2022-02"):
            best, newest = reader.search(query).hits, reader.search(query, wanted).hits
            assert [hit.formed for hit in newest] == sorted(
                (hit.formed for hit in best), reverse=True
            )
    assert found(shelf, "lễ hội", wanted) == ["day", "year", "poor"]


def test_the_page_of_a_hit(shelf):
    """Counted by the form feeds of the text; none in the description, nor where they do not fit."""
    with reading(shelf) as reader:
        pages = {
            query: reader.search(query).hits[0].page
            for query in ("tượng đài", "ca trù", '"lời chứng"', "lễ hội", "28/02/2022 ca trù")
        }
        (unsure,) = reader.search('"hội ngày"').hits
    assert pages == {
        "tượng đài": 1, "ca trù": 2, '"lời chứng"': 3, "lễ hội": None, "28/02/2022 ca trù": 2
    }  # fmt: skip
    assert (unsure.document_id, unsure.page) == ("year", None)  # it has three pages, not one


def test_a_page_after_the_description_was_changed(catalogue, tmp_path):
    """A new description moves the text, not its pages."""
    archive(catalogue, tmp_path, "a", text=PAGES, description=described("1/QĐ", "2022"))
    store(catalogue, paper("1/QĐ", "2022", subject="Một trích yếu dài hơn nhiều"))
    with reading(tmp_path) as reader:
        (hit,) = reader.search("ca trù").hits
    assert hit.page == 2


def test_hits_come_in_pages_and_are_counted(shelf):
    """Page by page they are the whole list; the count is the same on each."""
    with reading(shelf) as reader:
        whole = reader.search("2022-02 karaoke lễ", limit=100)
        every = reader.search("02/2022", limit=100)
        parts = [reader.search("02/2022", limit=2, offset=start) for start in range(0, 10, 2)]
    assert (whole.count, whole.has_more) == (0, False)
    assert every.count == len(every.hits) > 4
    assert tuple(hit for part in parts for hit in part.hits) == every.hits
    assert {(part.count, part.has_more) for part in parts} == {(every.count, False)}


@pytest.fixture(scope="module")
def many(catalogue_at, tmp_path_factory):
    """More papers with a word than are looked at; the one of another room was entered first."""
    folder = tmp_path_factory.mktemp("many")
    old = paper("1/GP", "05/03/2023", room="Quản lý di sản")
    rest = [
        paper(f"{number}/GP", f"05/03/{2000 + number % 20}", owner="")
        for number in range(2, LOOKED_AT + 12)
    ]
    with Catalogue.open(catalogue_at(folder)) as catalogue:
        store(catalogue, old, *rest)
    return folder


def test_more_than_is_looked_at(many):
    """`at least`, and as many as can be shown."""
    with reading(many) as reader:
        common, last = reader.search("karaoke"), reader.search("karaoke", offset=LOOKED_AT - 5)
    assert (common.count, common.has_more, len(common.hits)) == (LOOKED_AT, True, 20)
    assert len(last.hits) == 5
    assert last.count == LOOKED_AT


@pytest.mark.parametrize(
    "wanted",
    [Wanted(rooms=("Quản lý di sản",)), Wanted(year=2023), Wanted(newest=True)],
    ids=["room", "year", "newest"],
)
def test_a_filter_hides_nothing_that_was_entered_long_ago(many, wanted):
    """It is a part of what looks: not of the newest that have the word."""
    with reading(many) as reader:
        hits = reader.search("karaoke", wanted).hits
    assert hits[0].record_id == "SO-000001"
    assert dataclasses.replace(wanted, newest=False) == Wanted() or len(hits) == 1


QUERIES = ("lễ hội", "nội dung", "07 ct ubnd", "karaoke", "02/2022", "lễ hội 02/2022", "sổ")
NARROWINGS = (
    {}, {"year": 2022}, {"phase": 3}, {"rooms": ("Quản lý di sản", "Quản lý du lịch")},
)  # fmt: skip


@pytest.mark.parametrize("narrowing", NARROWINGS, ids=str)
@pytest.mark.parametrize("query", QUERIES)
def test_the_newest_of_many_are_those_of_all(shelf, monkeypatch, query, narrowing):
    """Where no more than one hit is looked at, the newest are found by their days: the same."""
    wanted = Wanted(newest=True, **narrowing)
    with reading(shelf) as reader:
        every = reader.search(query, wanted, limit=100).hits
        for module in LOOKING:
            monkeypatch.setattr(module, "LOOKED_AT", 1)
        first = reader.search(query, wanted, limit=100)
    assert first.hits == every[:1]
    assert first.has_more == (len(every) > 1)


@pytest.mark.parametrize("query", ["28/02/2022", "02/2022", "28/02/2022 3/2021", "2022"])
def test_where_no_more_can_be_shown_the_first_is_that_of_all(shelf, monkeypatch, query):
    """Documents fill the list: papers that would stand behind them are not looked for."""
    with reading(shelf) as reader:
        every = reader.search(query, limit=100).hits
        for module in LOOKING:
            monkeypatch.setattr(module, "LOOKED_AT", 1)
        first = reader.search(query, limit=100)
    assert first.hits == every[:1]
    assert first.has_more == (len(every) > 1)


def test_pages_of_the_newest_of_many_follow_each_other(many):
    """They are the order of the days, of one day that of the papers."""
    with reading(many) as reader:
        pages = [reader.search("karaoke", Wanted(newest=True), offset=n).hits for n in (0, 20, 40)]
        papers = sorted(reader.papers(), key=lambda row: (row.formed, row.record_id), reverse=True)
    shown = [hit.record_id for page in pages for hit in page]
    assert shown == [row.record_id for row in papers[:60]]


def test_a_day_among_many_beside_a_common_word(many):
    """However many have the word."""
    assert found(many, "karaoke 05/03/2023") == ["SO-000001"]


def test_names_that_are_borne(shelf):
    """Of documents and of papers, each once."""
    with reading(shelf) as reader:
        assert reader.known_rooms() == ("Quản lý di sản", "Quản lý du lịch", "Quản lý văn hóa")
        assert reader.known_types() == ("Chỉ thị", "Giấy phép", "Quyết định")
