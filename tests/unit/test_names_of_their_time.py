"""Rooms, types and the agency have names for a time: any count adds up in old and in new ones."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import openpyxl
import pytest
from catalogue_samples import paper, store
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sohoa.archive.placing import file_unit_of
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode, OtherRoomOrTypeError, SettingsError
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.progress import Tally
from sohoa.domain.register import Validity
from sohoa.domain.stage_results import (
    Description,
)
from sohoa.inventory.agency import OfficeSettings
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.line.intake import _naming
from sohoa.settings import load_settings
from sohoa.use_cases.naming import renamed
from sohoa.workspace import CHECKOUT

OLD, NEW = "Giấy phép biểu diễn lưu động", "Giấy chứng nhận biểu diễn lưu động"
TOURISM = "Phòng Quản lý Du lịch"
BEFORE, AFTER = "Sở Văn hóa tỉnh cũ", "Sở Văn hóa tỉnh mới"
MERGED = dt.date(2025, 7, 1)


# --- the tables: what contradicts itself is refused ------------------------------------------

A = {"code": "A", "name": "Một", "valid_to": "2019-12-31"}
WRONG = {
    "overlap": [A, {"code": "B", "name": "Hai", "valid_from": "2019-12-31", "predecessor": "A"}],
    "gap": [A, {"code": "B", "name": "Hai", "valid_from": "2020-01-02", "predecessor": "A"}],
    "circle": [
        {"code": "A", "name": "Một", "predecessor": "B"},
        {"code": "B", "name": "Hai", "predecessor": "A"},
    ],
    "circle beside a split": [
        {"code": "A", "name": "Một", "predecessor": "B"},
        {"code": "B", "name": "Hai", "predecessor": "A"},
        {"code": "C", "name": "Ba", "predecessor": "A"},
    ],
    "itself": [{"code": "A", "name": "Một", "predecessor": "A"}],
    "begins later than what follows": [
        {"code": "A", "name": "Một", "valid_from": "2020-01-01"},
        {"code": "B", "name": "Hai", "valid_from": "2019-01-01", "predecessor": "A"},
    ],
    "came back, and nobody says when": [
        A,
        {"code": "B", "name": "Hai", "valid_from": "2020-01-01", "predecessor": "A"},
        {"code": "A", "name": "Một", "predecessor": "B"},
    ],
    "came back under another code": [
        A,
        {
            "code": "B",
            "name": "Hai",
            "valid_from": "2020-01-01",
            "valid_to": "2020-12-31",
            "predecessor": "A",
        },
        {"code": "C", "name": "Một", "valid_from": "2021-01-01", "predecessor": "B"},
    ],
    "came back after nothing": [A, {"code": "A", "name": "Một", "valid_from": "2021-01-01"}],
    "several of one code": [
        A,
        {"code": "A", "name": "Hai", "predecessor": "A"},
        {"code": "A", "name": "Ba", "predecessor": "A"},
    ],
}


@pytest.mark.parametrize("entries", list(WRONG.values()), ids=list(WRONG))
def test_contradicting_days_and_circles_are_refused_for_rooms_and_types(entries):
    """One rule for both: each day has one name."""
    for table, key in ((RoomTable, "rooms"), (RecordTypeTable, "types")):
        with pytest.raises(ValidationError):
            table.model_validate({key: entries})


@pytest.mark.parametrize("entries", list(WRONG.values()), ids=list(WRONG))
def test_the_same_is_refused_for_the_agency(entries):
    """Whichever of the names is today's."""
    for place, today in enumerate(entries):
        earlier = entries[:place] + entries[place + 1 :]
        with pytest.raises(ValidationError):
            OfficeSettings.model_validate({**today, "earlier": earlier})


def test_an_agency_has_one_name_on_every_day():
    """Two before it, one that nothing follows, a day that nobody knows, an end: all refused."""
    before = {"name": BEFORE, "code": "H09", "valid_to": "2025-06-30"}
    other = {"name": "Sở khác", "code": "H72", "valid_to": "2025-06-30"}
    today = {"name": AFTER, "code": "H29", "valid_from": "2025-07-01"}
    for wrong in (
        {**today, "predecessor": ["H09", "H72"], "earlier": [before, other]},
        {**today, "predecessor": "H09", "earlier": [before, other]},
        {**today, "earlier": [before]},
        {"name": AFTER, "code": "H29", "predecessor": "H09", "earlier": [before]},
        {**today, "valid_to": "2030-01-01", "predecessor": "H09", "earlier": [before]},
    ):
        with pytest.raises(ValidationError):
            OfficeSettings.model_validate(wrong)


def test_an_agency_that_is_renamed_may_keep_its_identifier():
    """Renamed twice under one code; each day has its name, the days before the first too."""
    office = OfficeSettings.model_validate(
        {
            "name": "Ba", "code": "H09", "valid_from": "2025-07-01", "predecessor": "Hai",
            "earlier": [
                {"name": "Một", "code": "H09", "valid_to": "2007-12-31"},
                {
                    "name": "Hai", "code": "H09", "valid_from": "2008-01-01",
                    "valid_to": "2025-06-30", "predecessor": "Một",
                },
            ],
        }
    )  # fmt: skip
    days = {
        dt.date(1997, 1, 1): "Một",
        dt.date(2007, 12, 31): "Một",
        dt.date(2008, 1, 1): "Hai",
        dt.date(2025, 6, 30): "Hai",
        MERGED: "Ba",
    }

    assert {day: office.on(day).name for day in days} == days
    assert office.lineage.line("một") == "Ba"


def test_a_name_that_is_announced_is_used_from_its_day():
    """What is written into the table today may begin tomorrow."""
    table = RecordTypeTable.model_validate(
        {
            "types": [
                {"code": "A", "name": "Một"},
                {"code": "B", "name": "Hai", "valid_from": "2027-01-01", "predecessor": "A"},
            ]
        }
    )

    assert table.lineage.name_on("Một", dt.date(2026, 12, 31)) == "Một"
    assert table.lineage.name_on("Một", dt.date(2027, 1, 1)) == "Hai"
    assert table.lineage.line("Một") == table.lineage.line("Hai") == "Hai"


def test_the_last_day_of_all_may_be_written_for_no_end():
    """It was an overflow of the calendar, told as a traceback."""
    table = RecordTypeTable.model_validate(
        {
            "types": [
                {"code": "A", "name": "Một", "valid_to": "9999-12-31"},
                {"code": "B", "name": "Hai", "predecessor": "A"},
            ]
        }
    )
    assert table.lineage.name_on("Một", dt.date(2026, 12, 31)) == "Một"
    assert table.lineage.line("Một") == "Hai"


@pytest.mark.parametrize("begins", ["2019-01-01", "2020-01-02"])
def test_nothing_follows_what_has_not_begun(begins):
    """Also where only the end of the one before it says when it began."""
    types = [
        {"code": "A", "name": "Một", "valid_to": "2020-01-01"},
        {"code": "B", "name": "Hai", "predecessor": "A"},
        {"code": "C", "name": "Ba", "predecessor": "B", "valid_from": begins},
    ]
    with pytest.raises(ValueError, match=r"overlap|chồng"):
        RecordTypeTable.model_validate({"types": types})
    types[2]["valid_from"] = "2020-01-03"
    table = RecordTypeTable.model_validate({"types": types})
    assert table.lineage.name_on("Một", dt.date(2020, 1, 2)) == "Hai"


# --- counts add up ---------------------------------------------------------------------------


@st.composite
def tables(draw):
    """Types of paper of which each may follow some of those before it, on a day or on none."""
    entries = []
    for place in range(draw(st.integers(1, 8))):
        before = draw(st.sets(st.sampled_from(range(place)), max_size=3)) if place else set()
        entries.append(
            {
                "code": f"T{place}",
                "name": f"Loại số {place}",
                "predecessor": [f"T{one}" for one in sorted(before)],
                # A later one never begins earlier, so that no days contradict one another.
                **({"valid_from": f"{2000 + place}-01-01"} if draw(st.booleans()) else {}),
            }
        )
    return entries


@given(data=st.data(), entries=tables())
def test_counts_add_up_in_old_and_in_new_names(data, entries):
    """Of any table and any papers, on any day: by room and by type, and names are never lost."""
    types = RecordTypeTable.model_validate({"types": entries})
    rooms = RoomTable.model_validate({"rooms": entries})
    settings = load_settings(CHECKOUT / "config")
    settings = settings.model_copy(update={"rooms": rooms, "record_types": types})
    names = [*(one["name"] for one in entries), "Loại của sổ cũ", ""]
    papers = st.tuples(st.sampled_from(names), st.sampled_from(names), st.integers(1, 9))
    tallies = [
        Tally(2018, room, kind, Validity.IN_FORCE, count=count)
        for room, kind, count in data.draw(st.lists(papers, max_size=12))
    ]
    day = dt.date(data.draw(st.integers(1999, 2012)), 1, 1)
    adds_up(tallies, settings.names_on(day))


def adds_up(tallies, naming):
    """In old names and in new ones, by room and by type."""
    for attribute in ("room", "record_type"):
        own, new = (
            summed(tallies, attribute),
            summed([renamed(one, naming) for one in tallies], attribute),
        )
        assert sum(own.values()) == sum(new.values()) == sum(one.count for one in tallies)
        grouped = {}
        for name, count in own.items():
            called = getattr(naming, attribute)(name)
            grouped[called] = grouped.get(called, 0) + count
        assert grouped == new
        # Asked again in the new names nothing moves any more.
        assert {getattr(naming, attribute)(name) for name in new} == set(new)


@st.composite
def names_in_turn(draw):
    """The names of one thing, year after year: some come back."""
    names = [draw(st.sampled_from("ABC"))]
    for _year in range(draw(st.integers(1, 6))):
        names.append(draw(st.sampled_from([one for one in "ABC" if one != names[-1]])))
    return names


@given(data=st.data(), names=names_in_turn())
def test_a_name_may_come_back(data, names):
    """Each year has the name that stood then, for a room, a type and the agency; counts add up."""
    entries = [
        {"code": f"T{name}", "name": f"Tên {name}"}
        | ({"valid_from": f"{2000 + year}-01-01", "predecessor": f"Tên {before}"} if before else {})
        for year, (name, before) in enumerate(zip(names, [None, *names], strict=False))
    ]
    shuffled = data.draw(st.permutations(entries))
    rooms = RoomTable.model_validate({"rooms": shuffled})
    types = RecordTypeTable.model_validate({"types": shuffled})
    office = OfficeSettings.model_validate({**entries[-1], "earlier": entries[:-1]})
    settings = load_settings(CHECKOUT / "config")
    settings = settings.model_copy(update={"rooms": rooms, "record_types": types})
    counts = data.draw(st.lists(st.integers(1, 9), min_size=len(names), max_size=len(names)))
    tallies = [
        Tally(2018, f"Tên {name}", f"Tên {name}", Validity.IN_FORCE, count=count)
        for name, count in zip(names, counts, strict=True)
    ]

    for year, name in enumerate(names):
        day, called = dt.date(2000 + year, 6, 1), f"Tên {name}"
        assert rooms.lineage.name_on(f"Tên {names[0]}", day) == called
        assert office.on(day).name == called
        assert [one.name for one in types.lineage.present(day)] == [called]
        adds_up(tallies, settings.names_on(day))
    assert {types.lineage.line(f"Tên {name}") for name in names} == {f"Tên {names[-1]}"}
    last = settings.names_on(dt.date(2020, 1, 1))
    assert summed([renamed(one, last) for one in tallies], "room") == {
        f"Tên {names[-1]}": sum(counts)
    }


def summed(tallies, attribute):
    """Papers by one of their names."""
    counts: dict[str, int] = {}
    for one in tallies:
        counts[getattr(one, attribute)] = counts.get(getattr(one, attribute), 0) + one.count
    return counts


# --- the office ------------------------------------------------------------------------------


@pytest.fixture
def office(office):
    """An office one of whose types has another name today, and itself too, since 01/7/2025."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    path = office.config_dir / "record_types.toml"
    text = path.read_text(encoding="utf-8")
    rows = (
        f'{{ code = "GPLD", name = "{OLD}", aliases = ["GP lưu động"], valid_to = 2019-12-31 }},\n'
        f'{{ code = "CNLD", name = "{NEW}", valid_from = 2020-01-01, predecessor = "GPLD" }},\n]'
    )
    path.write_text(text[: text.rindex("]")] + rows, encoding="utf-8")
    path = office.config_dir / "settings.toml"
    text = path.read_text(encoding="utf-8")
    named = (
        f'[office]\nname = "{AFTER}"\ncode = "H29"\nvalid_from = 2025-07-01\npredecessor = "H09"\n'
        f'[[office.earlier]]\nname = "{BEFORE}"\ncode = "H09"\nvalid_to = 2025-06-30\n'
    )
    path.write_text(named + text[text.index("[work]") :], encoding="utf-8")
    return office


def write(path, rows):
    """A register of these rows: type, number, day, owner."""
    book = openpyxl.Workbook()
    book.active.append(["Phòng", "Loại", "Số ký hiệu", "Ngày", "Tổ chức, cá nhân"])
    for row in rows:
        book.active.append([TOURISM, *row])
    book.save(path)
    return str(path)


def answer(capsys, *command):
    """What a command says as JSON."""
    capsys.readouterr()
    code = run([*command, "--json"])
    return code, json.loads(capsys.readouterr().out)


ROWS = [
    ["GP lưu động", "11/GP", "05/03/2018", "Quán A"],
    [OLD, "22/GP", "05/03/2019", "Quán B"],
    [NEW, "33/GCN", "05/03/2021", "Quán C"],
    ["Quyết định", "44/QĐ", "05/03/2021", "Quán D"],
]


def test_types_are_counted_in_old_and_in_new_names(office, tmp_path, capsys):
    """The summary, and the report of the phase: as papers bear them, and as they are called now."""
    run(["inventory", "import", write(tmp_path / "so.xlsx", ROWS)])

    _code, own = answer(capsys, "inventory", "summary")
    _code, new = answer(capsys, "inventory", "summary", "--names-today")

    assert own["by_type"] == {OLD: 2, NEW: 1, "Quyết định": 1}
    assert new["by_type"] == {NEW: 3, "Quyết định": 1}
    assert own["records"] == new["records"] == 4
    reports = [answer(capsys, "report", "1", *more)[1] for more in ((), ("--names-today",))]
    texts = [office.root.joinpath(one["html"]).read_text(encoding="utf-8") for one in reports]
    assert OLD in texts[0]
    assert reports[0]["html"] != reports[1]["html"]
    assert "Theo tên hôm nay." in texts[1]
    assert "Theo tên hôm nay." not in texts[0]


def test_a_register_that_uses_todays_name_means_the_paper_of_then(office, tmp_path, capsys):
    """Written anew with the names of today it names the same papers, and makes none."""
    run(["inventory", "import", write(tmp_path / "so.xlsx", ROWS)])

    again = [[NEW if "lưu động" in row[0] else row[0], *row[1:]] for row in ROWS]
    code, found = answer(
        capsys, "inventory", "import", write(tmp_path / "moi.xlsx", again), "--reason", "BB 1"
    )

    assert code == ExitCode.DONE
    assert found["stored"]["counts"]["accepted"] == 0
    assert [one["values"][0]["before"] for one in found["stored"]["updates"]] == [OLD, OLD]
    assert answer(capsys, "inventory", "summary")[1]["records"] == 4


@pytest.mark.parametrize("listed", [OLD, "GP lưu động", NEW])
@pytest.mark.parametrize("registered", [OLD, NEW])
def test_a_batch_list_that_uses_the_name_of_its_time_is_understood(
    office, catalogue, listed, registered
):
    """A permit that is called certificate today is no paper of another type."""
    store(catalogue, paper(number="12/GP", record_type=registered))
    naming = _naming(load_settings(office.config_dir))

    linked = catalogue.link(Description(number="12/GP", record_type=listed), naming=naming)

    assert linked.record_id == "SO-000001"


def test_a_batch_list_may_name_a_room_of_then_or_of_today(office, catalogue):
    """The paper's room was merged into another; a third one is another paper's."""
    path = office.config_dir / "rooms.toml"
    text = path.read_text(encoding="utf-8")
    merged = '{ code = "DLGD", name = "Phòng mới", predecessor = ["QLDL", "XDNSVHGD"] },\n]'
    path.write_text(text[: text.rindex("]")] + merged, encoding="utf-8")
    naming = _naming(load_settings(office.config_dir))
    store(catalogue, paper(number="12/GP", room=TOURISM))

    for room in ("Phòng mới", "P. QLDL", TOURISM):
        linked = catalogue.link(Description(number="12/GP", room=room), naming=naming)
        assert linked.record_id == "SO-000001"
    with pytest.raises(OtherRoomOrTypeError):
        catalogue.link(Description(number="12/GP", room="Thanh tra Sở"), naming=naming)


def test_a_report_bears_the_agencys_name_of_the_day_asked_about(office, capsys):
    """Asked about the day before the merger, and the day of it."""
    pages = [
        office.root.joinpath(answer(capsys, "report", "1", "--as-of", day)[1]["html"])
        for day in ("30/06/2025", "01/07/2025")
    ]

    names = [
        [name for name in (BEFORE, AFTER) if name in page.read_text(encoding="utf-8")]
        for page in pages
    ]

    assert names == [[BEFORE], [AFTER]]


@pytest.mark.parametrize(
    ("formed", "code"),
    [
        (PartialDate(2018), "H09"),
        (PartialDate(2025), "H09"),
        (PartialDate(2025, 6, 30), "H09"),
        (PartialDate(2025, 7, 1), "H29"),
        (PartialDate(2025, 8), "H29"),
        (PartialDate(2026), "H29"),
    ],
)
def test_a_paper_is_of_the_fonds_of_the_agency_that_formed_it(office, formed, code):
    """Whenever it is archived: the file units of before the merger go on under their code."""
    settings = load_settings(office.config_dir)
    description = Description(formed=formed, record_type="Quyết định")

    unit = file_unit_of(
        description, formed, agency=lambda day: settings.office.that_formed(day).code, codes={}
    )

    assert (unit.agency, unit.year) == (code, formed.year)


def test_an_office_that_is_its_own_room_is_renamed_with_the_agency(office):
    """Papers of the whole office, entered under its name of then, are those of today's."""
    settings = load_settings(office.config_dir)

    assert settings.lines.room(BEFORE) == settings.lines.room(AFTER)
    assert settings.names_on(dt.date(2025, 6, 30)).room(BEFORE) == BEFORE
    assert settings.names_on(MERGED).room(BEFORE) == AFTER


def test_a_mistake_of_the_agencys_days_names_the_file_and_both_codes(office):
    """A gap of a day: which two, and what stands there."""
    path = office.config_dir / "settings.toml"
    text = path.read_text(encoding="utf-8").replace("2025-07-01", "2025-07-02")
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as caught:
        load_settings(office.config_dir)

    problems = caught.value.details["problems"]
    assert problems.startswith("settings.toml: office:")
    for part in ("H29", "H09", "30/06/2025", "02/07/2025"):
        assert part in problems
