"""The auditor's sample from the archive to the sheet and back, on both databases."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import shutil
import subprocess

import pytest
from audit_office import HEAD, HEAD_AT, LATER, ROOMS, SheetOfSample, fill_archive
from sqlalchemy import delete, select, update

from sohoa.catalogue.document_facts import record_changed
from sohoa.catalogue.schema import document_texts, documents
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import FileThereError, NothingToSampleError, SettingsError
from sohoa.domain.proof_errors import NoHeadError
from sohoa.domain.sampling_errors import (
    NoSampleSheetError,
    PlanImpossibleError,
    SampleSheetChangedError,
    SampleSheetDamagedError,
    SampleSheetNewerError,
    SeveralHeadsError,
)
from sohoa.domain.two_times import Act, Change
from sohoa.sampling.answers import SampleFault
from sohoa.sampling.columns import Field, Key, Outcome
from sohoa.sampling.estimate import Decision
from sohoa.sampling.goals import Goal, GoalKind
from sohoa.sampling.settings import AuditSettings
from sohoa.use_cases import sample_result as results
from sohoa.use_cases import sampling
from sohoa.use_cases.sample_result import SampleDoubt, sample_result
from sohoa.use_cases.sampling import SampleOrder, draw_sample
from sohoa.workspace import Workspace

pytestmark = pytest.mark.usefixtures("english")
GOAL = Goal(GoalKind.TOLERABLE, 95, tolerable=10)
HEAD_LINE = f"sohoa-ledger-1 - 60 {HEAD} {HEAD_AT:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="module")
def archive_of_60(catalogue_at, tmp_path_factory):
    """A catalogue on either database with 60 documents of two operators; no test changes it."""
    folder = tmp_path_factory.mktemp("archive")
    url = catalogue_at(folder)
    with Catalogue.open(url) as catalogue, pytest.MonkeyPatch.context() as patch:
        fill_archive(catalogue, folder, patch, people=("Cường", "An"))
    return url


@pytest.fixture
def office(archive_of_60, tmp_path, monkeypatch):
    """A workspace with that catalogue."""
    return opened(tmp_path, archive_of_60, monkeypatch)


@pytest.fixture
def own_office(archive_of_60, catalogue_at, tmp_path, monkeypatch):
    """A workspace with such a catalogue of its own, to be changed."""
    return opened(tmp_path, catalogue_at(tmp_path, like=archive_of_60), monkeypatch)


def opened(folder, url, monkeypatch):
    """A workspace whose catalogue is at an address."""
    monkeypatch.setattr(Workspace, "catalogue_url", property(lambda _self: url))
    switch(monkeypatch, by_operator=False)
    return Workspace(folder)


def switch(monkeypatch, *, by_operator):
    """Set `[audit] by_operator` without the settings of a whole office."""
    settings = type("Settings", (), {"audit": AuditSettings(by_operator=by_operator)})
    for module in (sampling, results):
        monkeypatch.setattr(module, "load_settings", lambda _folder: settings)


@pytest.fixture
def head(tmp_path):
    """A file with the line of a head."""
    path = tmp_path / "head.txt"
    path.write_text(HEAD_LINE + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def drawn(office, head):
    """A sample of the office."""
    return draw_sample(office, SampleOrder(head, GOAL), now=LATER)


@pytest.fixture
def sheet(drawn):
    """Its sheet, opened to be filled in."""
    return SheetOfSample(drawn.path)


def documents_of(drawn):
    """What was drawn."""
    sheet = SheetOfSample(drawn.path)
    return [sheet.document(row) for row in sheet.rows]


def again(office, told, folder, **said):
    """Draw once more, into another file."""
    order = SampleOrder(told, GOAL, target=folder / "again.xlsx")
    return draw_sample(office, dataclasses.replace(order, **said), now=LATER)


# --- drawing ---------------------------------------------------------------------------------


def test_the_same_head_draws_the_same_sample(office, head, drawn, tmp_path):
    """In another file, in the same order."""
    other = again(office, head, tmp_path)

    assert documents_of(other) == documents_of(drawn)
    assert (other.digest, other.seed) == (drawn.digest, HEAD)


@pytest.mark.parametrize("said", [{"head": "f" * 64}, {"word": "con mèo 41"}])
def test_another_head_or_a_word_draws_another_sample(office, head, drawn, tmp_path, said):
    """Of the same population."""
    other = again(office, head, tmp_path, **said)

    assert other.digest == drawn.digest
    assert set(documents_of(other)) != set(documents_of(drawn))


def test_anybody_can_draw_it_again_with_a_program_of_their_own(office, drawn, sheet):
    """From the list of ids and the hidden sheet's strata alone, as the ADR says it."""
    ids = [f"hop-01.{number:04d}" for number in range(1, 61)]
    ranks = sorted(ids, key=lambda name: hashlib.sha256(f"{HEAD}:{name}".encode()).hexdigest())

    def stratum(name):
        number = int(name[-4:])
        return number % 3 == 0, number % 5 == 0, number % 2

    wanted = {}
    for document in documents_of(drawn):
        wanted.setdefault(stratum(document), set()).add(document)
    assert len(wanted) == 8
    for key, names in wanted.items():
        assert names == set([name for name in ranks if stratum(name) == key][: len(names)])


def test_what_was_archived_after_the_head_is_not_drawn_from(own_office, head, tmp_path):
    """Its name may have been chosen by the head; a year later the same sample is drawn."""
    drawn = draw_sample(own_office, SampleOrder(head, GOAL), now=LATER)
    with Catalogue.open(own_office.catalogue_url) as catalogue:
        for number in range(61, 81):
            _archive_late(catalogue, tmp_path, number)

    other = again(own_office, head, tmp_path)

    assert (other.records, other.later, other.digest) == (60, 20, drawn.digest)
    assert documents_of(other) == documents_of(drawn)


def _archive_late(catalogue, folder, number):
    from catalogue_samples import archive

    at = HEAD_AT + dt.timedelta(minutes=number)
    name = f"hop-02.{number:04d}"
    archive(catalogue, folder / "data" / "archive", name, archived_at=at)


def test_what_was_withdrawn_after_the_head_is_still_drawn_from(own_office, head, tmp_path):
    """Nobody takes an inconvenient record out of a sample that is known already."""
    drawn = draw_sample(own_office, SampleOrder(head, GOAL), now=LATER)
    document = documents_of(drawn)[0]
    with Catalogue.open(own_office.catalogue_url) as catalogue:
        catalogue.withdraw(document, person="lan", reason="nhầm", at=LATER)
    other = again(own_office, head, tmp_path)

    assert documents_of(other) == documents_of(drawn)
    sheet = SheetOfSample(other.path)
    row = next(row for row in sheet.rows if sheet.document(row) == document)
    assert sheet.cell(row, Key.NOTE).value == "withdrawn"


def test_a_room_that_was_given_after_the_head_is_not_drawn_by(own_office, head, tmp_path):
    """Who moves a record into a stratum of which less is drawn moves it too late."""
    drawn = draw_sample(own_office, SampleOrder(head, GOAL), now=LATER)
    with (
        Catalogue.open(own_office.catalogue_url) as catalogue,
        catalogue._database.writing() as there,
    ):
        for document in documents_of(drawn)[:5]:
            of = documents.c.document_id == document
            before = there.execute(select(documents).where(of)).mappings().one()
            there.execute(update(documents).where(of).values(room="Phòng khác"))
            change = Change(Act.LINK, LATER, "lan", "nhầm phòng")
            record_changed(there, change, before, {**before, "room": "Phòng khác"})

    other = again(own_office, head, tmp_path)

    assert (other.digest, set(documents_of(other))) == (drawn.digest, set(documents_of(drawn)))


def test_a_word_is_the_same_however_it_is_typed(office, head, tmp_path):
    """Composed or not, with spaces around it or not."""
    one = again(office, head, tmp_path, word="mèo")
    other = again(office, head, tmp_path, word=" me\u0300o ", target=tmp_path / "b.xlsx")

    assert (one.seed, one.word) == (other.seed, other.word)


def test_a_phase_is_drawn_from_alone(office, head, tmp_path):
    """Every fifth document is of phase 3."""
    drawn = again(office, head, tmp_path, phase=3)

    assert drawn.records == 12
    assert {int(name[-4:]) % 5 for name in documents_of(drawn)} == {0}


def test_nothing_to_draw_from_is_said(office, head, tmp_path):
    """A phase without documents, a head from before the first one."""
    for phase in (4, 0, -1):
        with pytest.raises(NothingToSampleError):
            again(office, head, tmp_path, phase=phase)
    early = tmp_path / "early.txt"
    early.write_text(f"sohoa-ledger-1 - 0 {HEAD} 2023-01-01T00:00:00Z")
    with pytest.raises(NothingToSampleError):
        again(office, str(early), tmp_path)


def test_a_head_without_a_time_is_said_to_be_one(office, tmp_path):
    """All that stands now is drawn from, and the result says so."""
    drawn = again(office, HEAD.upper(), tmp_path)

    assert (drawn.head, drawn.is_covered, drawn.until) == (HEAD, False, LATER)


def test_the_line_of_a_head_is_taken_as_it_was_kept(office, drawn, tmp_path):
    """Without a file; its time tells what stood."""
    other = again(office, f"sohoa-ledger-1 - 60 {HEAD} 2023-06-03T00:00:00Z", tmp_path)

    assert (other.seed, other.until, other.digest) == (HEAD, HEAD_AT, drawn.digest)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("no head", NoHeadError),
        (HEAD[:-1], NoHeadError),
        (HEAD + "0", NoHeadError),
        (f"{HEAD}\n{'f' * 64}", SeveralHeadsError),
    ],
)
def test_what_is_no_single_head_is_refused(office, tmp_path, content, error):
    """Two heads in a file: whoever chooses between them chooses the sample."""
    (tmp_path / "told.txt").write_text(content)
    with pytest.raises(error):
        again(office, str(tmp_path / "told.txt"), tmp_path)
    with pytest.raises(NoHeadError):
        again(office, str(tmp_path / "none.txt"), tmp_path)


def test_a_sheet_is_never_written_over(office, head, drawn):
    """By its name, and by its place."""
    second = draw_sample(office, SampleOrder(head, GOAL), now=LATER)
    assert second.path.name == f"{drawn.path.stem}-2.xlsx"
    with pytest.raises(FileThereError):
        draw_sample(office, SampleOrder(head, GOAL, target=drawn.path), now=LATER)


# --- the sheet -------------------------------------------------------------------------------


def test_the_sheet_names_no_person(sheet):
    """Neither owner nor subject nor operator, on any sheet, hidden or not."""
    texts = [str(cell.value) for one in sheet.book for row in one.iter_rows() for cell in row]

    assert any("QĐ-SVH" in text for text in texts)
    for word in ("Đông", "Cấp phép", "Cường", 'An"', ".pdf.pdf"):
        assert not any(word in text for text in texts), word


def test_the_sheet_shows_where_the_paper_and_the_file_are(drawn, sheet):
    """Room, file, path, and what the catalogue says."""
    row = sheet.rows[0]
    number = int(sheet.document(row)[-4:])

    assert sheet.cell(row, Key.ROOM).value in ROOMS
    assert sheet.cell(row, Key.BOX).value == "Hộp 01"
    assert sheet.cell(row, Key.SAID_NUMBER).value == f"{number}/QĐ-SVH"
    assert sheet.cell(row, Key.SAID_DATE).value == f"{1 + number % 28:02d}/03/2018"
    assert sheet.document(row) in sheet.cell(row, Key.PATH).value
    assert [
        cell.value for row in sheet.cells.iter_rows() for cell in row if cell.data_type == "f"
    ] == []


def test_an_office_that_wants_it_names_operators(office, head, monkeypatch, tmp_path):
    """Switched on, they stand in the hidden sheet, and their errors are told apart."""
    switch(monkeypatch, by_operator=True)
    drawn = again(office, head, tmp_path)
    sheet = SheetOfSample(drawn.path)
    sheet.fill()

    result = sample_result(office, sheet.save())

    assert {part.operator for part in result.parts} == {"An", "Cường"}
    switch(monkeypatch, by_operator=False)
    assert {part.operator for part in sample_result(office, sheet.path).parts} == {""}


# --- the result ------------------------------------------------------------------------------


def test_a_sheet_without_errors_proves_the_tolerable_rate(office, drawn, sheet):
    """No more than 10 % of 60 can be in error."""
    sheet.fill()
    result = sample_result(office, sheet.save())

    assert (result.doubts, result.bad, result.missing) == ((), (), ())
    assert result.decision is Decision.ACCEPTED
    assert (result.estimate.rate, result.estimate.fewest) == (0, 0)
    assert (result.people, result.first_day) == (("Lê Thị Kiểm",), dt.date(2023, 6, 10))
    assert {part.operator for part in result.parts} == {""}
    assert sum(part.estimate.records for part in result.parts) == 60


def test_errors_are_counted_by_field_and_a_paper_not_found_is_one(office, drawn, sheet):
    """Each stratum weighs by its size."""
    first, second, third = documents_of(drawn)[:3]
    sheet.fill({first: Field.DATE, second: Field.DATE, third: Outcome.NOT_FOUND})
    result = sample_result(office, sheet.save())

    assert result.outcomes == {"matches": drawn.documents - 3, "differs": 2, "not-found": 1}
    assert result.fields == {"date": 2}
    assert set(result.in_error) == {first, second, third}
    assert result.estimate.fewest <= 60 * result.estimate.rate / 100 <= result.estimate.most
    assert result.estimate.found == 3
    assert result.decision is not Decision.ACCEPTED


def test_all_in_error_is_all(office, drawn, sheet):
    """100 %, and the most is every document."""
    sheet.fill(dict.fromkeys(documents_of(drawn), Field.OTHER))
    result = sample_result(office, sheet.save())

    assert (result.estimate.rate, result.estimate.most) == (100, 60)
    assert result.decision is Decision.REJECTED


def test_by_iso_the_number_found_decides(office, head, tmp_path):
    """60 documents, level II, AQL 10: letter E, 13, accepted up to 3; one found more is not."""
    goal = Goal(GoalKind.ISO, aql="10", level="II")
    drawn = again(office, head, tmp_path, goal=goal)
    assert (drawn.letter, drawn.documents, drawn.accept, drawn.reject) == ("E", 13, 3, 4)
    for found, decision in ((3, Decision.ACCEPTED), (4, Decision.REJECTED)):
        sheet = SheetOfSample(drawn.path)
        sheet.fill(dict.fromkeys(documents_of(drawn)[:found], Field.TYPE))
        sheet.path = tmp_path / f"filled-{found}.xlsx"
        assert sample_result(office, sheet.save()).decision is decision


def test_an_open_sheet_tells_no_rate(office, drawn, sheet):
    """Each open row is named."""
    sheet.sign()
    result = sample_result(office, sheet.save())

    assert (result.estimate, result.decision) == (None, None)
    assert {one.code for one in result.bad} == {SampleFault.OPEN}
    assert len(result.bad) == drawn.documents


def test_a_row_left_out_is_named(office, sheet):
    """The row that somebody did not like."""
    sheet.fill()
    gone = sheet.document(sheet.rows[2])
    sheet.cells.delete_rows(sheet.rows[2])
    result = sample_result(office, sheet.save())

    assert (result.missing, result.estimate) == ((gone,), None)


def test_rows_may_be_sorted(office, sheet):
    """What a row says goes with it."""
    sheet.fill()
    first, last = sheet.rows[0], sheet.rows[-1]
    for column in range(1, sheet.cells.max_column + 1):
        one, other = sheet.cells.cell(first, column), sheet.cells.cell(last, column)
        one.value, other.value = other.value, one.value

    assert sample_result(office, sheet.save()).decision is Decision.ACCEPTED


def spoil(sheet, row, key, value):
    """Write something into a row."""
    sheet.cell(row, key).value = value


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        (Key.OUTCOME, "fine", SampleFault.NOT_OFFERED),
        (Key.OUTCOME, None, SampleFault.OPEN),
        (Key.OUTCOME, "Differs", SampleFault.CONTRADICTS),
        (Field.DATE, "differs", SampleFault.CONTRADICTS),
        (Field.DATE, "x", SampleFault.NOT_OFFERED),
        (Key.OUTCOME, '=IF(1,"Differs","")', SampleFault.FORMULA),
        (Key.SAID_NUMBER, "999/QĐ", SampleFault.SHIFTED),
        (Key.PATH, None, SampleFault.SHIFTED),
        (Key.CHECK, "0" * 16, SampleFault.SHIFTED),
        (Key.DOCUMENT, "hop-01.9999", SampleFault.NOT_DRAWN),
        (Key.DAY, "someday", SampleFault.NO_DAY),
        (Key.DAY, "2023", SampleFault.NO_DAY),
        (Key.DAY, "04/06/2023", SampleFault.NO_DAY),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(office, sheet, key, value, fault):
    """And there is no rate without it."""
    sheet.fill()
    row = sheet.rows[1]
    spoil(sheet, row, key, value)
    result = sample_result(office, sheet.save())

    (bad,) = result.bad
    assert (bad.row, bad.code, result.estimate) == (row, fault, None)
    assert bad.message


def test_nobody_and_no_day_are_named(office, drawn, sheet):
    """A sheet that nobody has signed is no proof."""
    sheet.fill()
    sheet.sign(person="", day="")
    sheet.cell(sheet.rows[0], Key.PERSON).value = "Lê Thị Kiểm"
    result = sample_result(office, sheet.save())

    assert [one.code for one in result.bad] == [
        SampleFault.NO_DAY, *[SampleFault.NO_PERSON] * (drawn.documents - 1)
    ]  # fmt: skip


def test_a_document_filled_in_twice_is_refused(office, sheet):
    """Both rows are named, even where they say the same."""
    sheet.fill()
    row, new = sheet.rows[0], sheet.rows[-1] + 1
    for column in range(1, sheet.cells.max_column + 1):
        sheet.cells.cell(new, column).value = sheet.cells.cell(row, column).value
    result = sample_result(office, sheet.save())

    assert [(one.row, one.code) for one in result.bad] == [
        (row, SampleFault.TWO_ROWS), (new, SampleFault.TWO_ROWS)
    ]  # fmt: skip
    assert result.estimate is None


def test_a_row_put_in_without_a_name_is_refused(office, sheet):
    """A paper that was compared and not drawn counts for nothing."""
    sheet.fill()
    new = sheet.rows[-1] + 1
    sheet.choose(new, Outcome.MATCHES)
    result = sample_result(office, sheet.save())

    assert [(one.row, one.code) for one in result.bad] == [(new, SampleFault.NOT_DRAWN)]


# --- sheets that are not what they seem -------------------------------------------------------


def test_a_changed_hidden_sheet_is_refused(office, sheet):
    """Strata that weigh otherwise, or a row that was taken out of the list."""
    sheet.fill()
    before = sheet.hidden["B2"].value
    sheet.hidden["B2"].value = before.replace("2, ", "3, ", 1)
    assert sheet.hidden["B2"].value != before
    with pytest.raises(SampleSheetChangedError):
        sample_result(office, sheet.save())


def test_a_sheet_made_from_another_drawing_is_not_confirmed(office, sheet, monkeypatch):
    """Whoever can make its check values right has still not drawn it from the head."""
    from sohoa.sampling.columns import SHOWN
    from sohoa.sampling.origin import DrawnRow, Stratum, check_of_all
    from sohoa.sampling.sheet import row_check

    sheet.fill()
    drawn = {sheet.document(row) for row in sheet.rows}
    row = sheet.rows[0]
    old = sheet.document(row)
    number = int(old[-4:])
    new = next(
        name for n in range(1, 61)
        if (n % 3 == 0, n % 5 == 0, n % 2) == (number % 3 == 0, number % 5 == 0, number % 2)
        and (name := f"hop-01.{n:04d}") not in drawn
    )  # fmt: skip
    told = list(sheet.hidden.iter_rows())
    line = next(one for one in told if one[0].value == "drawn" and one[1].value == old)
    columns = {cell.value: cell.column for cell in sheet.cells[4] if cell.value}
    shown = [sheet.cells.cell(row, columns[name]).value or "" for name in SHOWN]
    line[1].value, line[3].value = new, row_check(new, line[2].value, shown)
    sheet.cell(row, Key.DOCUMENT).value, sheet.cell(row, Key.CHECK).value = new, line[3].value
    parts = [one[1].value for one in told if one[0].value == "stratum"]
    rows = [DrawnRow(*(c.value for c in one[1:4])) for one in told if one[0].value == "drawn"]
    assert all(Stratum.of_text(part).size for part in parts)
    told[-1][1].value = check_of_all(sheet.hidden["B1"].value, parts, rows)

    result = sample_result(office, sheet.save())

    assert result.bad == ()
    assert result.doubts == (SampleDoubt.DRAWING, SampleDoubt.SAID)
    assert result.said_otherwise == (new,)


def test_a_population_that_is_otherwise_now_is_named(own_office, head):
    """A record that was taken away with its row: the digest of the list tells."""
    drawn = draw_sample(own_office, SampleOrder(head, GOAL), now=LATER)
    sheet = SheetOfSample(drawn.path)
    sheet.fill()
    gone = next(f"hop-01.{n:04d}" for n in range(1, 61)
                if f"hop-01.{n:04d}" not in documents_of(drawn))  # fmt: skip
    with (
        Catalogue.open(own_office.catalogue_url) as catalogue,
        catalogue._database.writing() as there,
    ):
        there.execute(delete(document_texts).where(document_texts.c.document_id == gone))
        there.execute(delete(documents).where(documents.c.document_id == gone))

    result = sample_result(own_office, sheet.save())

    assert result.doubts == (SampleDoubt.POPULATION,)


@pytest.mark.parametrize(
    ("spoilt", "error"),
    [
        (lambda sheet: sheet.book.remove(sheet.hidden), NoSampleSheetError),
        (lambda sheet: sheet.cells.delete_rows(4), NoSampleSheetError),
        (lambda sheet: sheet.cells.delete_cols(sheet.column(Key.OUTCOME)), NoSampleSheetError),
        (
            lambda sheet: setattr(sheet.cells.cell(4, sheet.column(Key.DOCUMENT)), "value",
                                  "sohoa-sample/9"),
            SampleSheetNewerError,
        ),
    ],
)  # fmt: skip
def test_another_sheet_is_refused(office, sheet, spoilt, error):
    """What the program goes by was taken away, or is of a later program."""
    sheet.fill()
    spoilt(sheet)
    with pytest.raises(error):
        sample_result(office, sheet.save())


def test_what_is_no_spreadsheet_is_refused(office, tmp_path):
    """Neither rubbish nor a file that is not there."""
    path = tmp_path / "x.xlsx"
    with pytest.raises(SampleSheetDamagedError):
        sample_result(office, path)
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(SampleSheetDamagedError):
        sample_result(office, path)


def test_settings_that_cannot_be_used_are_said(office, head, monkeypatch):
    """They are read before anything is drawn."""

    def broken(_folder):
        raise SettingsError(problems="x")

    monkeypatch.setattr(sampling, "load_settings", broken)
    with pytest.raises(SettingsError):
        draw_sample(office, SampleOrder(head, GOAL), now=LATER)


@pytest.mark.parametrize(
    "goal",
    [
        Goal(GoalKind.TOLERABLE, 50, tolerable=2),
        Goal(GoalKind.TOLERABLE, 95, tolerable=0),
        Goal(GoalKind.MARGIN, 95, margin=60),
        Goal(GoalKind.MARGIN, 95, margin=5, expected=51),
        Goal(GoalKind.ISO, aql="3", level="II"),
        Goal(GoalKind.ISO, aql="1.0", level="IV"),
    ],
)
def test_a_goal_that_cannot_be_is_refused(office, head, goal):
    """With its own code."""
    with pytest.raises(PlanImpossibleError):
        draw_sample(office, SampleOrder(head, goal), now=LATER)


# --- at the keyboard -------------------------------------------------------------------------


def said(capsys, *words):
    """What a command says, and its exit code."""
    from sohoa.cli.main import run

    code = run([*words, "--lang", "en"])
    out, err = capsys.readouterr()
    return code, out + err


def test_the_two_commands_in_their_order(office, head, capsys, monkeypatch):
    """How it was drawn; open, it tells no rate; filled, what it proves."""
    monkeypatch.setenv("SOHOA_HOME", str(office.root))
    sheet_path = str(office.root / "mau.xlsx")
    sample = ["audit", "sample", "--head", head, "--tolerable", "10", "--out", sheet_path]

    code, text = said(capsys, *sample)
    assert code == 0
    for word in (HEAD, f"SHA-256 of `{HEAD}:ID`", "of 60 documents were drawn from 8 strata"):
        assert word in text
    assert "WARNING" not in text
    code, text = said(capsys, "audit", "result", sheet_path)
    assert (code, "NO RATE" in text) == (5, True)

    sheet = SheetOfSample(office.root / "mau.xlsx")
    sheet.fill()
    monkeypatch.setattr("sohoa.sampling.answers.day_of", lambda _at: dt.date(2023, 1, 1))
    code, text = said(capsys, "audit", "result", str(sheet.save()))
    assert (code, "ACCEPTED" in text, "0 percent in error" in text) == (0, True, True)
    code, text = said(capsys, "audit", "result", sheet_path, "--json")
    told = json.loads(text)
    assert (code, told["decision"], told["estimate"]["rate"], told["doubts"]) == (
        0, "accepted", 0, [],
    )  # fmt: skip

    sheet.fill({sheet.document(row): Outcome.NOT_FOUND for row in sheet.rows})
    code, text = said(capsys, "audit", "result", str(sheet.save()))
    assert (code, "REJECTED" in text) == (5, True)
    code, _text = said(capsys, *sample)
    assert code == 2  # it is never written over


def test_a_sheet_that_is_not_confirmed_says_so(office, drawn, sheet, capsys, monkeypatch):
    """With exit code 7, whatever else it proves."""
    monkeypatch.setenv("SOHOA_HOME", str(office.root))
    monkeypatch.setattr(results, "redraw", lambda *_a, **_k: dataclasses.replace(
        sampling.redraw(*_a, **_k), digest="0" * 64))  # fmt: skip
    sheet.fill()
    code, text = said(capsys, "audit", "result", str(sheet.save()))

    assert (code, "NOT CONFIRMED" in text, "ACCEPTED" in text) == (7, True, True)


@pytest.mark.parametrize(
    "words",
    [
        ["--margin", "2", "--tolerable", "2"], ["--aql", "1.0", "--margin", "2"],
        ["--level", "II"], ["--expected", "5"], ["--confidence", "x"], ["--aql", "3"],
        ["--confidence", "60"],
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(office, head, capsys, monkeypatch, words):
    """Before anything is drawn."""
    monkeypatch.setenv("SOHOA_HOME", str(office.root))
    code, _text = said(capsys, "audit", "sample", "--head", head, *words)

    assert code == 2
    assert not office.audit_dir.exists()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_sheet_saved_by_libreoffice_reads_the_same(office, drawn, sheet, tmp_path):
    """Filled in, opened and saved by another program."""
    sheet.fill({documents_of(drawn)[0]: Field.PAGES})
    mine = sample_result(office, sheet.save())
    out = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out),
         str(sheet.path)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    theirs = sample_result(office, out / sheet.path.name)

    assert dataclasses.replace(theirs, path=mine.path) == mine
    assert theirs.fields == {"pages": 1}
