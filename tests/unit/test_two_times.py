"""Facts with two times: whatever is said of papers, what was answered once is answered for ever."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from catalogue_samples import paper, reading
from hypothesis import given, settings
from hypothesis import strategies as st
from living_office import ACTS, BEGIN, PAPERS, ROOMS, Office
from sqlalchemy import insert, select

from sohoa.catalogue.past import Holdings
from sohoa.catalogue.schema import changes, facts
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.figures import Figure
from sohoa.domain.paper_facts import record_of, said_of
from sohoa.domain.plan import UnknownRule
from sohoa.domain.progress import Measure, Tally
from sohoa.domain.share import Share
from sohoa.domain.sums import shares_by
from sohoa.domain.two_times import Fact, Knowledge, state_of

#: The third room's work is the second's today.
TODAY = {ROOMS[2]: ROOMS[1]}
STANDINGS = (Figure.IN_FORCE, Figure.UNKNOWN, Figure.LAPSED, Figure.EXCLUDED, Figure.UNFORMED)


def holdings(folder: Path, as_of: int, known: int) -> Holdings:
    """What was so on a day as known on a day, both counted from the beginning."""
    with reading(folder) as reader:
        return reader.holdings_at(_knowledge(as_of, known))


def _knowledge(as_of: int, known: int) -> Knowledge:
    day = BEGIN.date()
    return Knowledge(day + dt.timedelta(as_of), day + dt.timedelta(known))


def answers(folder: Path, asked: Iterable[tuple[int, int]]) -> dict[tuple[int, int], object]:
    """All that could be told, for days as known on days, through one door: a server opens it in
    the time of three answers."""
    with reading(folder) as reader:
        return {days: answer(reader.holdings_at(_knowledge(*days))) for days in asked}


def share_of(found: Holdings, as_of: int, rooms=None) -> dict[str, Share]:
    """The figures of each room."""
    measure = Measure(BEGIN.date() + dt.timedelta(as_of), UnknownRule.EXCLUDED)
    tallies = [one.line.tally for one in found.papers]
    counted = [(one, measure.judge(one)) for one in tallies]
    return shares_by(counted, lambda one: (rooms or {}).get(one.room, one.room))


def answer(found: Holdings) -> object:
    """All that could be told of holdings, to be compared; digests are those of today's files."""
    papers = [replace(one, sha256="", archive_path="") for one in found.papers]
    return papers, sorted(found.documents.items())


@settings(max_examples=25, deadline=None)
@given(acts=st.lists(ACTS, min_size=1, max_size=12), data=st.data())
def test_what_was_answered_is_answered_for_ever(acts, data, catalogue_at, tmp_path_factory):
    """Any sequence of acts: answers stand, figures add up, and the plain tables say today's."""
    folder = tmp_path_factory.mktemp("office")
    given_answers: dict[tuple[int, int], object] = {}
    with Catalogue.open(catalogue_at(folder)) as catalogue:
        office = Office(catalogue, folder)
        for day, act in enumerate(acts):
            office.act(*act)
            given_answers |= answers(folder, {(as_of, day) for as_of in (0, day // 2, day)})
        last = len(acts)
        assert answers(folder, given_answers) == given_answers
        as_of = data.draw(st.integers(0, last), label="as of")
        known = data.draw(st.integers(0, last), label="known")
        _adds_up(holdings(folder, as_of, known), as_of)
        _is_as_the_tables_say(folder, last)
        _is_the_same_replayed(catalogue, folder, catalogue_at, as_of, known)
    shutil.rmtree(folder)  # its database is for the next example


def _adds_up(found: Holdings, as_of: int) -> None:
    """States part the inventory; rooms add up in old and in new names; nothing is above 100 %."""
    then, now = share_of(found, as_of), share_of(found, as_of, TODAY)
    total = sum(then.values(), Share())
    assert sum(now.values(), Share()) == total
    assert sum(total.of_figure(one) for one in STANDINGS) == total.registered == len(found.papers)
    assert total.digitized + total.unproven + total.missing == total.denominator
    assert total.rate is None or 0 <= total.rate <= 100
    documents = [one.document_id for one in found.papers if one.document_id]
    assert len(documents) == len(set(documents))
    assert len(documents) + len(found.unlinked) == len(found.documents)


def _is_as_the_tables_say(folder: Path, last: int) -> None:
    """Today is answered by plain tables: they say what the facts say."""
    past = holdings(folder, last + 60, last + 60)
    long_ago = dt.date(1900, 1, 1)
    with reading(folder) as reader:
        papers, unlinked = reader.papers(), reader.unlinked(as_of=long_ago)
        assert reader.has_true_tallies()
        for day in (long_ago, BEGIN.date() + dt.timedelta(last // 2), dt.date(2999, 1, 1)):
            measure = Measure(day, UnknownRule.INCLUDED)
            told, single = reader.tallies(as_of=day), [one.line.tally for one in papers]
            assert _counted(told, measure) == _counted(single, measure)
            assert sum(one.count for one in reader.unlinked(as_of=day)) == len(past.unlinked)
    assert list(papers) == list(past.papers)
    one_by_one = [replace(one, count=1) for one in unlinked for _turn in range(one.count)]
    assert Counter(one_by_one) == Counter(past.unlinked)


def _counted(tallies: Iterable[Tally], measure: Measure) -> dict[object, Share]:
    counted = [(one, measure.judge(one)) for one in tallies]
    return shares_by(counted, lambda one: (one.year, one.room, one.record_type, one.valid_until))


def _is_the_same_replayed(
    catalogue: Catalogue,
    folder: Path,
    catalogue_at: Callable[[Path], str],
    as_of: int,
    known: int,
) -> None:
    """Facts recorded in an empty catalogue give the same answers, without anything else."""
    other = folder / "again"
    other.mkdir()
    with catalogue.tried(rehearse=True) as trial:
        rows = {
            table: [dict(row) for row in trial.connection.execute(select(table)).mappings()]
            for table in (changes, facts)
        }
    with (
        Catalogue.open(catalogue_at(other)) as empty,
        empty.tried(rehearse=False) as trial,
    ):
        for table, held in rows.items():
            told = [row | ({"import_id": None} if table is changes else {}) for row in held]
            if told:
                trial.connection.execute(insert(table), told)
    assert answer(holdings(other, as_of, known)) == answer(holdings(folder, as_of, known))


@given(PAPERS)
def test_a_record_comes_back_from_its_facts(record):
    """What is kept of a paper as facts is all that a register says of it."""
    assert record_of(said_of(record)) == record


def test_the_last_word_about_a_day_counts():
    """A correction goes over all; a change from a day leaves the days before as they were."""
    said = [
        Fact("p", {"owner": "A", "validity": "in_force"}),
        Fact("p", {"validity": "revoked"}, "2023-05-01"),
        Fact("p", {"owner": "B"}),
        Fact("p", {"validity": "used"}, "2022-01-01"),
    ]

    assert state_of(said, dt.date(2021, 12, 31)) == {"owner": "B", "validity": "in_force"}
    assert state_of(said[:3], dt.date(2023, 5, 1)) == {"owner": "B", "validity": "revoked"}
    assert state_of(said, dt.date(2023, 5, 1)) == {"owner": "B", "validity": "used"}


def test_a_clock_set_back_changes_no_answer(catalogue, tmp_path):
    """What is recorded by a clock of last year is known from now on only."""
    office = Office(catalogue, tmp_path, now=BEGIN + dt.timedelta(10))
    office.act("import", [paper("1/QĐ")])
    before = answer(holdings(tmp_path, 5, 5)), answer(holdings(tmp_path, 10, 10))

    office.now = BEGIN
    office.act("withdraw", 1, None)

    after = answer(holdings(tmp_path, 5, 5)), answer(holdings(tmp_path, 9, 9))
    assert after == (before[0], before[0])
    assert len(holdings(tmp_path, 11, 11).papers) == 0


def test_a_paper_is_digitized_by_one_document(catalogue, tmp_path):
    """On the day on which one takes another's place both were archived; only one is held then."""
    office = Office(catalogue, tmp_path)
    office.act("import", [paper("1/QĐ")])
    office.act("archive", 1)
    with catalogue.tried(rehearse=False) as trial:
        told = trial.connection.execute(select(facts).where(facts.c.kind == "document"))
        later = [dict(row) | {"serial": 100 + row["serial"]} for row in told.mappings()]
        trial.connection.execute(insert(facts), [row | {"subject": "d2"} for row in later])

    found = holdings(tmp_path, 5, 5)

    assert [one.document_id for one in found.papers] == ["d2"]
    assert found.documents.keys() == {"d2"}
    _adds_up(found, 5)
