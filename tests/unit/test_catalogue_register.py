"""The register in the catalogue: imports, updates, corrections, and what a batch list means."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil

import pytest
from catalogue_samples import NOON, accepted, in_error, paper, reading, register, sha, store
from hypothesis import given, settings
from hypothesis import strategies as st

from sohoa.catalogue import held_papers
from sohoa.catalogue.paper_store import record_in
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import (
    AmbiguousRecordError,
    OtherRoomOrTypeError,
    RecordContradictionError,
    UnknownRecordError,
)
from sohoa.domain.naming import Naming
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterImport, RegisterRow, RowDifference, RowOutcome, Validity
from sohoa.domain.stage_results import Description


def take_in(catalogue, *rows, name="so.xlsx"):
    """Import a register file with these rows."""
    return catalogue.store_import(register(*rows, name=name), imported_at=NOON)


# --- imports ----------------------------------------------------------------------------


def test_papers_get_ids_in_file_order(catalogue, tmp_path):
    """Accepted rows become SO-000001, SO-000002 …, and the next file goes on from there."""
    store(catalogue, paper("1/QĐ"), paper("2/QĐ"), name="a.xlsx")
    store(catalogue, paper("3/QĐ", owner="Lê Thị Ánh"), name="b.xlsx")

    with reading(tmp_path) as reader:
        papers = reader.papers()
    assert [(one.record_id, one.number) for one in papers] == [
        ("SO-000001", "1/QĐ"),
        ("SO-000002", "2/QĐ"),
        ("SO-000003", "3/QĐ"),
    ]


def test_same_file_twice(catalogue, tmp_path):
    """The same bytes a second time change nothing and say so, with the counts of then."""
    first = take_in(catalogue, accepted(paper()), in_error(3))
    again = take_in(catalogue, accepted(paper()), in_error(3))

    assert (first.rows, first.accepted, first.errors, first.already_imported) == (2, 1, 1, False)
    assert again == dataclasses.replace(first, already_imported=True)
    with reading(tmp_path) as reader:
        assert len(reader.imports()) == 1


def test_same_paper_in_another_file(catalogue):
    """A paper that is known already is a duplicate, also in another case and spacing."""
    store(catalogue, paper(subject="Cấp phép"), name="a.xlsx")

    counts = store(catalogue, paper(subject="  CẤP  phép"), name="b.xlsx")

    assert (counts.rows, counts.accepted, counts.duplicates, counts.differing) == (1, 0, 1, 0)


def test_what_a_later_file_says_of_a_known_paper_is_entered(catalogue, tmp_path):
    """A known paper that a later file calls revoked is revoked, and counted once."""
    store(catalogue, paper(), name="a.xlsx")

    counts = store(catalogue, paper(validity=Validity.REVOKED), name="b.xlsx")

    assert (counts.duplicates, counts.differing, len(counts.updates)) == (1, 0, 1)
    with reading(tmp_path) as reader:
        (one,) = reader.papers()
    assert one.validity is Validity.REVOKED


def test_every_row_read_is_kept(catalogue, tmp_path):
    """Subtotals, errors and duplicates are kept with their outcome: the totals add up."""
    subtotal = RegisterRow("Sổ 1", 9, RowOutcome.SUBTOTAL, ("Cộng", "120"))
    take_in(catalogue, accepted(paper()), accepted(paper(), 3), in_error(4), subtotal)

    with reading(tmp_path) as reader:
        summary = reader.register_summary()
        (error,) = reader.open_error_rows()
    assert summary.rows_read == sum(summary.outcomes.values()) == 4
    assert summary.papers == summary.outcomes["accepted"] == 1
    assert (error.row_number, error.cells[1]) == (4, "31/02/2018")
    assert error.problems[0].expected == "a date"


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(st.sampled_from(["1/QĐ", "2/QĐ", "3/GP"]), st.booleans())))
def test_totals_always_add_up(rows, catalogue_at, tmp_path_factory):
    """Whatever stands in a file, its counts sum to its rows and the papers to the accepted."""
    folder = tmp_path_factory.mktemp("register")
    read = [
        accepted(paper(number), line) if good else in_error(line)
        for line, (number, good) in enumerate(rows, start=2)
    ]
    with Catalogue.open(catalogue_at(folder)) as catalogue:
        counts = take_in(catalogue, *read)

    assert counts.accepted + counts.duplicates + counts.errors == counts.rows == len(rows)
    with reading(folder) as reader:
        assert reader.register_summary().papers == len({n for n, good in rows if good})
    shutil.rmtree(folder)  # its database is for the next example


def test_corrected_row_closes_the_error(catalogue, tmp_path):
    """A row that names its origin replaces the row in error it corrects."""
    take_in(catalogue, in_error(4), in_error(5))
    origin = f"{sha('so.xlsx')[:12]}:Sổ 1:4"

    counts = take_in(catalogue, accepted(paper(), 2, origin), name="loi.xlsx")

    assert (counts.accepted, counts.replaced) == (1, 1)
    with reading(tmp_path) as reader:
        assert [row.row_number for row in reader.open_error_rows()] == [5]
        assert reader.register_summary().outcomes["corrected"] == 1


def test_correction_still_in_error(catalogue, tmp_path):
    """A correction that is wrong again takes the place of the first error: one stays open."""
    take_in(catalogue, in_error(4))
    take_in(catalogue, in_error(2, f"{sha('so.xlsx')[:12]}:Sổ 1:4"), name="loi.xlsx")
    with reading(tmp_path) as reader:
        assert [row.file_name for row in reader.open_error_rows()] == ["loi.xlsx"]

    take_in(catalogue, accepted(paper(), 2, f"{sha('so.xlsx')[:12]}:Sổ 1:4"), name="loi-2.xlsx")
    with reading(tmp_path) as reader:
        assert reader.open_error_rows() == ()
        assert reader.register_summary().papers == 1


def test_correction_imported_twice_counts_once(catalogue, tmp_path):
    """A corrected sheet edited and imported again does not make a second paper."""
    take_in(catalogue, in_error(4))
    origin = f"{sha('so.xlsx')[:12]}:Sổ 1:4"
    take_in(catalogue, accepted(paper(subject="Cấp phep"), 2, origin), name="loi.xlsx")

    counts = take_in(catalogue, accepted(paper(subject="Cấp phép"), 2, origin), name="loi2.xlsx")

    assert (counts.accepted, counts.duplicates) == (0, 1)
    with reading(tmp_path) as reader:
        assert reader.register_summary().papers == 1


def test_one_error_may_become_two_papers(catalogue):
    """Two rows of one file that name the same origin are two papers: the clerk split a row."""
    take_in(catalogue, in_error(4))
    origin = f"{sha('so.xlsx')[:12]}:Sổ 1:4"

    counts = take_in(
        catalogue, accepted(paper("1/QĐ"), 2, origin), accepted(paper("2/QĐ"), 3, origin), name="l"
    )

    assert (counts.accepted, counts.replaced) == (2, 1)


@pytest.mark.parametrize("origin", ["", "x", "::", "000000000000:Sổ 1:4", "%%%%%%%%%%%%:Sổ 1:4"])
def test_origin_that_leads_nowhere(catalogue, tmp_path, origin):
    """A row whose origin is nonsense is an ordinary row and corrects nothing."""
    take_in(catalogue, in_error(4))

    counts = take_in(catalogue, accepted(paper(), 2, origin), name="loi.xlsx")

    assert (counts.accepted, counts.replaced) == (1, 0)
    with reading(tmp_path) as reader:
        assert len(reader.open_error_rows()) == 1


# --- linking ----------------------------------------------------------------------------


def test_link_by_record_id(catalogue):
    """A record id decides, and the register's words complete the description."""
    store(catalogue, paper("012/QĐ-SVHTTDL", sheets=4))

    linked = catalogue.link(Description(record_id="SO-000001", subject="gì đó", sheets=9))

    assert (linked.number, linked.formed) == ("012/QĐ-SVHTTDL", PartialDate(2018, 3, 5))
    assert (linked.subject, linked.sheets) == ("Cấp giấy phép kinh doanh karaoke", 4)


def test_link_by_number_as_typed(catalogue):
    """Zeros, spaces, case and dashes of a number do not matter."""
    store(catalogue, paper("05/QĐ-SVHTTDL"))

    linked = catalogue.link(Description(number="5 / qđ – svhttdl", formed=PartialDate(2018)))

    assert linked.record_id == "SO-000001"
    assert linked.formed == PartialDate(2018, 3, 5)


def test_list_fills_what_the_register_lacks(catalogue):
    """Where the register is empty, the batch list's word is kept, and a fuller date too."""
    store(catalogue, paper(formed="2018", owner="", location=""))

    said = Description(number="12/QĐ-SVHTTDL", formed=PartialDate(2018, 7, 9), owner="Lê Thị Ánh")
    linked = catalogue.link(said)

    assert (linked.owner, linked.formed) == ("Lê Thị Ánh", PartialDate(2018, 7, 9))


def test_number_of_another_year_is_another_paper(catalogue):
    """Numbers begin anew every year: 12/QĐ of 2019 is not that of 2018."""
    store(catalogue, paper(formed="05/03/2018"))
    said = Description(number="12/QĐ-SVHTTDL", formed=PartialDate(2019))

    assert catalogue.link(said) == said


def test_not_in_the_register(catalogue):
    """What the register does not know, or what has no number, comes back as it is."""
    store(catalogue, paper())

    for said in (Description(number="99/GP"), Description(subject="x"), Description()):
        assert catalogue.link(said) == said


def test_unknown_record_id(catalogue):
    """A record id that does not exist is refused, not passed over."""
    with pytest.raises(UnknownRecordError, match="SO-000042"):
        catalogue.link(Description(record_id="SO-000042"))


def test_several_papers_fit(catalogue):
    """Two papers of one number and year are not guessed between."""
    store(catalogue, paper(owner="A"), paper(owner="B"))

    with pytest.raises(AmbiguousRecordError) as refused:
        catalogue.link(Description(number="12/QĐ-SVHTTDL", formed=PartialDate(2018)))
    assert refused.value.details == {"count": "2", "number": "12/QĐ-SVHTTDL", "year": "2018"}


@pytest.mark.parametrize(
    "said",
    [
        {"room": "quản lý  DU LỊCH"},
        {"record_type": "Giấy phép"},
        {"owner": "B"},
        {"formed": PartialDate(2018, 4)},
    ],
)
def test_what_else_the_list_says_tells_papers_apart(catalogue, said):
    """Room, type, owner or date, where given, choose among papers of one number."""
    other = paper(formed="06/04/2018", room="Quản lý du lịch", record_type="Giấy phép", owner="B")
    store(catalogue, paper(), other)

    assert catalogue.link(Description(number="12/QĐ-SVHTTDL", **said)).record_id == "SO-000002"


@pytest.mark.parametrize(
    ("said", "listed", "registered"),
    [
        ({"room": "Quản lý du lịch"}, "Quản lý du lịch", "Quản lý văn hóa"),
        ({"record_type": "Giấy chứng nhận"}, "Giấy chứng nhận", paper().record_type),
    ],
)
def test_a_number_ties_to_no_paper_of_another_room_or_type(catalogue, said, listed, registered):
    """Each room numbers by itself: the only paper of that number may still be another one."""
    store(catalogue, paper())
    of_day = Description(number="12/QĐ-SVHTTDL", formed=PartialDate(2018, 3, 5), **said)

    with pytest.raises(OtherRoomOrTypeError) as refused:
        catalogue.link(of_day)
    told = refused.value.details
    assert (told["listed"], told["registered"]) == (listed, registered)
    assert told["record_id"] == "SO-000001"
    by_id = dataclasses.replace(of_day, record_id="SO-000001")
    assert catalogue.link(by_id).record_id == "SO-000001"


def test_of_two_rooms_each_list_means_its_own_paper(catalogue):
    """One number and day in two rooms: told apart by the room, asked about without one."""
    store(catalogue, paper(), paper(room="Quản lý du lịch"))
    number = Description(number="12/QĐ-SVHTTDL", formed=PartialDate(2018, 3, 5))

    linked = [
        catalogue.link(dataclasses.replace(number, room=room)).record_id
        for room in ("Quản lý văn hóa", "quản lý du lịch")
    ]

    assert linked == ["SO-000001", "SO-000002"]
    with pytest.raises(AmbiguousRecordError):
        catalogue.link(number)
    with pytest.raises(OtherRoomOrTypeError):
        catalogue.link(dataclasses.replace(number, room="Thanh tra"))


def test_a_room_that_the_office_does_not_know_contradicts_nothing(catalogue):
    """What a clerk means by `kho 2` is no room; another name of a room is that room."""
    store(catalogue, paper())
    names = {"Quản lý văn hóa": "Quản lý văn hóa", "QLVH": "Quản lý văn hóa"}

    for room in ("kho 2", "QLVH"):
        said = Description(number="12/QĐ-SVHTTDL", room=room)
        naming = Naming(room=lambda text: names.get(text, ""))
        linked = catalogue.link(said, naming=naming)
        assert linked.record_id == "SO-000001"


@pytest.mark.parametrize(
    "formed", [PartialDate(2019), PartialDate(2018, 4), PartialDate(2018, 3, 6)]
)
def test_contradicting_dates_are_refused(catalogue, formed):
    """List and register that give one paper different dates send a person to the paper."""
    store(catalogue, paper(formed="05/03/2018"))

    with pytest.raises(RecordContradictionError, match="05/03/2018"):
        catalogue.link(Description(record_id="SO-000001", formed=formed))


# --- what is in force -------------------------------------------------------------------


def test_tallies_know_what_the_papers_know(catalogue, tmp_path):
    """Counted by the database or paper by paper, the register says the same."""
    store(
        catalogue,
        paper("1/QĐ"),
        paper("2/QĐ"),
        paper("3/QĐ", exclusion="mật", validity=Validity.UNKNOWN),
        paper("4/QĐ", valid_until=dt.date(2022, 1, 1), formed="2017"),
    )

    with reading(tmp_path) as reader:
        tallies, papers = reader.tallies(as_of=dt.date(2012, 1, 1)), reader.papers()
    singles = [one.line.tally for one in papers]
    assert sum(tally.count for tally in tallies) == len(singles) == 4
    assert {dataclasses.replace(tally, count=1) for tally in tallies} == set(singles)


# --- a known paper that a later file calls otherwise ----------------------------------------


def different(counts):
    """Row number → outcome, and each difference as field, new and old value."""
    return {
        row.row_number: (
            row.outcome.value,
            [
                (one.column, one.value, one.expected)
                for one in row.problems
                if isinstance(one, RowDifference)
            ],
        )
        for row in counts.different_rows
    }


def updated(counts):
    """Row number → paper, and each thing that is new of it as field, new and old value."""
    return {
        one.row_number: (
            one.record_id,
            [(word.column, word.value, word.expected) for word in one.differences],
        )
        for one in counts.updates
    }


def test_an_update_is_told_with_both_values(catalogue):
    """The row is that of a known paper, and says what was and what is now."""
    store(catalogue, paper(), name="a.xlsx")

    changed = paper(validity=Validity.REVOKED, valid_until=dt.date(2020, 1, 2), sheets=3)
    counts = store(catalogue, changed, name="b.xlsx")

    assert updated(counts) == {
        2: (
            "SO-000001",
            [
                ("sheets", "3", ""),
                ("validity", "revoked", "in_force"),
                ("valid_until", "2020-01-02", ""),
            ],
        )
    }
    assert counts.different_rows == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Gia hạn karaoke"},
        {"owner": "Trần Văn Tây"},
        {"owner": "Trần Văn Đồng"},
        {"location": "Kệ 3"},
        {"sheets": 4},
        {"exclusion": "mật"},
    ],
    ids=str,
)
def test_an_attribute_that_changed_is_an_update(catalogue, tmp_path, fields):
    """Owner, subject, place, sheets and exclusion do not make another paper."""
    other = paper("90/QĐ", subject="Khác", owner="B")
    store(catalogue, paper(), other, name="a.xlsx")

    counts = store(catalogue, paper(**fields), other, name="b.xlsx")

    assert (counts.accepted, counts.duplicates, counts.errors) == (0, 2, 0)
    assert len(counts.updates) == 1
    with reading(tmp_path) as reader:
        papers = reader.papers()
    ((name, value),) = fields.items()
    assert len(papers) == 2
    if name != "owner":
        assert getattr(papers[0], name) == value


@pytest.mark.parametrize(
    ("fields", "differences"),
    [
        ({"room": "Thanh tra"}, [("room", "Thanh tra", "Quản lý văn hóa")]),
        ({"formed": "06/03/2018"}, [("formed", "2018-03-06", "2018-03-05")]),
        ({"number": "13/QĐ-SVHTTDL"}, [("number", "13/QĐ-SVHTTDL", "12/QĐ-SVHTTDL")]),
        ({"formed": "05/03/2019"}, [("formed", "2019-03-05", "2018-03-05")]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_row_that_is_near_a_known_paper_is_asked_about(catalogue, tmp_path, fields, differences):
    """The paper is neither counted twice nor changed in silence: the row is in error."""
    other = paper("90/QĐ", subject="Khác", owner="B")
    rows = [accepted(paper(), 2), accepted(other, 3)]
    catalogue.store_import(register(*rows), imported_at=NOON)

    rows[0] = accepted(paper(**fields), 2)
    again = dataclasses.replace(register(*rows), sha256=sha("again"))
    counts = catalogue.store_import(again, imported_at=NOON)

    assert (counts.accepted, counts.duplicates, counts.errors) == (0, 1, 1)
    assert different(counts) == {2: ("error", differences)}
    with reading(tmp_path) as reader:
        assert len(reader.papers()) == 2


def test_a_row_that_moved_is_no_change(catalogue):
    """A line put in between moves the rows below it, and only the new one is new."""
    papers = [paper(f"{number}/QĐ", subject=f"Việc {number}") for number in range(1, 5)]
    store(catalogue, *papers)

    more = [papers[0], paper("9/QĐ", subject="Việc mới", owner="Mới"), *papers[1:]]
    rows = [accepted(one, line) for line, one in enumerate(more, start=2)]
    again = dataclasses.replace(register(*rows), sha256=sha("again"))
    counts = catalogue.store_import(again, imported_at=NOON)

    assert (counts.accepted, counts.duplicates, counts.errors) == (1, 4, 0)


def test_another_register_of_the_same_name_is_another_register(catalogue):
    """Next year's `so.xlsx` has the same numbers, subjects and places, and other papers."""
    numbers = [f"{number}/GP" for number in range(1, 5)]
    store(catalogue, *[paper(one, owner="") for one in numbers])

    later = [paper(one, "07/03/2019", owner="") for one in numbers]
    rows = [accepted(one, line) for line, one in enumerate(later, start=2)]
    again = dataclasses.replace(register(*rows), sha256=sha("next year"))
    counts = catalogue.store_import(again, imported_at=NOON)

    assert (counts.accepted, counts.errors) == (4, 0)


def test_two_papers_of_one_number_in_one_file_are_two(catalogue):
    """What the file itself accounts for is no candidate: importing it again changes nothing."""
    pair = [paper(subject="Việc một"), paper(subject="Việc hai")]
    first = store(catalogue, *pair, name="a.xlsx")
    again = store(catalogue, *pair, name="b.xlsx")

    assert (first.accepted, again.accepted, again.duplicates) == (2, 0, 2)
    assert again.different_rows == ()


def test_another_paper_of_the_same_number_counts_after_a_word(catalogue):
    """`x` in the error sheet: the row is a paper of its own."""
    store(catalogue, paper(), name="a.xlsx")
    row = accepted(paper(subject="Việc khác hẳn", owner="Người khác"))
    asked = catalogue.store_import(register(row, name="b.xlsx"), imported_at=NOON)

    origin = f"{sha('b.xlsx')[:12]}:Sổ 1:2"
    said = dataclasses.replace(row, origin=origin, is_confirmed=True)
    counts = catalogue.store_import(register(said, name="c.xlsx"), imported_at=NOON)

    assert (asked.errors, counts.accepted, counts.replaced) == (1, 1, 1)


def test_a_row_asked_about_may_be_said_to_be_the_paper(catalogue, tmp_path):
    """The paper's id in the error sheet: the row is that paper, with what the row says."""
    store(catalogue, paper(), name="a.xlsx")
    row = accepted(paper("21/QĐ-SVHTTDL"))
    asked = catalogue.store_import(register(row, name="b.xlsx"), imported_at=NOON)

    origin = f"{sha('b.xlsx')[:12]}:Sổ 1:2"
    said = dataclasses.replace(row, origin=origin, is_confirmed=True, meant="SO-000001")
    counts = catalogue.store_import(register(said, name="c.xlsx"), imported_at=NOON)

    assert (asked.errors, counts.accepted, counts.duplicates, counts.replaced) == (1, 0, 1, 1)
    with reading(tmp_path) as reader:
        (one,) = reader.papers()
    assert (one.record_id, one.number) == ("SO-000001", "21/QĐ-SVHTTDL")


def test_a_corrected_row_corrected_again_is_an_update(catalogue):
    """The second correction of one row is told and entered, not dropped."""
    catalogue.store_import(register(in_error(7), name="a.xlsx"), imported_at=NOON)
    origin = f"{sha('a.xlsx')[:12]}:Sổ 1:7"
    catalogue.store_import(register(accepted(paper(), 2, origin), name="b.xlsx"), imported_at=NOON)

    other = accepted(paper(subject="Khác"), 2, origin)
    counts = catalogue.store_import(register(other, name="c.xlsx"), imported_at=NOON)

    assert updated(counts) == {2: ("SO-000001", [("subject", "Khác", paper().subject)])}


def test_rows_in_error_that_read_now_are_taken_from_the_same_file(catalogue, tmp_path):
    """A word of a person, or a new name in config/, and the same file again: nothing twice."""
    take_in(catalogue, accepted(paper()), in_error(3), in_error(4))

    late = accepted(paper("13/QĐ", subject="Khác"), 3)
    counts = take_in(catalogue, accepted(paper()), late, in_error(4))
    again = take_in(catalogue, accepted(paper()), late, in_error(4))

    assert (counts.already_imported, counts.taken_late) == (True, 1)
    assert (counts.accepted, counts.errors) == (2, 1)
    assert again.taken_late == 0
    with reading(tmp_path) as reader:
        assert len(reader.papers()) == 2


def test_a_change_of_marks_alone_is_an_update(catalogue):
    """`Đông` and `Đồng` are one paper by its key, but not one name; case and spaces are nothing."""
    store(catalogue, paper(), name="a.xlsx")

    counts = store(catalogue, paper(owner="Trần Văn Đồng"), name="b.xlsx")
    same = store(catalogue, paper(owner="TRẦN  văn Đồng"), name="c.xlsx")

    assert updated(counts) == {2: ("SO-000001", [("owner", "Trần Văn Đồng", "Trần Văn Đông")])}
    assert (updated(same), same.different_rows) == ({}, ())


# --- what an import reads ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "formed", "is_asked"),
    [("1507/QĐ", "05/03/2018", True), ("150/QĐ", "05/03/2017", True), ("1507/QĐ", "2018", False)],
)
def test_only_papers_that_a_row_may_mean_are_read(catalogue, monkeypatch, number, formed, is_asked):
    """Of an owner's many papers, those of the day or of the number: any other is no slip."""
    held = [paper(f"{one}/QĐ", f"{one % 28 + 1:02d}/02/2018") for one in range(1, 120)]
    store(catalogue, *held, paper("150/QĐ"), name="a.xlsx")
    read = []
    monkeypatch.setattr(held_papers, "record_in", lambda row: read.append(row) or record_in(row))

    counts = store(catalogue, paper(number, formed), name="b.xlsx")

    assert (counts.errors == 1) is is_asked
    assert len(read) <= 1


def test_an_import_asks_no_question_of_all_its_rows_for_each(catalogue, monkeypatch):
    """20,000 rows that were saved anew took 19 CPU-seconds, 100,000 would have taken minutes."""
    asked = []
    whose = RegisterImport.is_of_papers
    monkeypatch.setattr(
        RegisterImport, "is_of_papers", property(lambda file: asked.append(1) or whose.fget(file))
    )
    held = [paper(f"{one}/QĐ") for one in range(1, 40)]
    store(catalogue, *held, name="a.xlsx")
    first = len(asked)

    counts = store(
        catalogue, *(dataclasses.replace(one, location="Kệ 9") for one in held), name="b.xlsx"
    )

    assert len(counts.updates) == len(held)
    assert len(asked) == 2 * first
