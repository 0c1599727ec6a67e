"""The measure: each notion case by case, the verdict with its range, and what is to be expected."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace

import pytest
from catalogue_samples import archive, in_error, paper, register, store
from hypothesis import given
from hypothesis import strategies as st

from sohoa.catalogue.writer import Catalogue
from sohoa.cli.day import today
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.domain.figures import DETAILS, IN_SHARES, Figure, Judgment, Standing, is_behind
from sohoa.domain.forecast import Foreseen, foresee
from sohoa.domain.holdings import PaperLine
from sohoa.domain.judging import ByJudgment, PaperColumns
from sohoa.domain.open_range import BesidePapers, Notion, definitions_of
from sohoa.domain.plan import BornDigitalRule, Phase, PhaseKind, Plan, UnknownRule, YearRange
from sohoa.domain.progress import measure_of
from sohoa.domain.report_sections import CountOfRoom, proof_of_count
from sohoa.domain.share import Share
from sohoa.domain.stage_results import Description
from sohoa.domain.timing import Timing, Windows
from sohoa.domain.verdict import (
    Reached,
    WindowState,
    bounds_of,
    judge_count,
    judge_phase,
    judge_plan,
)
from sohoa.reports.definition_words import notion_label, notion_text
from sohoa.reports.verdict_words import verdict_sentence
from sohoa.workspace import CHECKOUT

DAY = dt.date(2023, 12, 31)
COUNTING = Phase(1, "đếm", PhaseKind.INVENTORY, dt.date(2021, 1, 1), dt.date(2022, 12, 31))
DIGITIZING = Phase(
    2, "mới", PhaseKind.DIGITIZE, dt.date(2023, 1, 1), DAY, (YearRange(2016, 2023),)
)  # fmt: skip
FLOORS = {2022: 50.0, 2023: 70.0, 2024: 90.0}


def plan(unknown=UnknownRule.EXCLUDED, born_digital=BornDigitalRule.INCLUDED) -> Plan:
    """An inventory and one phase."""
    phases = (COUNTING, DIGITIZING)
    return Plan("", phases, FLOORS, unknown_validity=unknown, born_digital=born_digital)


def judged(rule: Plan | None = None, as_of: dt.date = DAY, **fields) -> Judgment:
    """How a paper of 2018 in force is judged at the end of 2023, but for what is said."""
    stated = {
        "record_id": "SO-000001", "number": "1/QĐ", "formed": "2018-03-05", "year": 2018,
        "record_type": "QĐ", "room": "VH", "location": "", "validity": "in_force", **fields,
    }  # fmt: skip
    judgments = ByJudgment[Judgment](measure_of(rule or plan(), as_of), lambda one: one)
    return judgments.of(PaperColumns.of([PaperLine(**stated)]))[0]


def behind(**fields) -> set[str]:
    """The figures that count it, but for those that count every one."""
    judgment = judged(**fields)
    return {one.value for one in Figure if is_behind(one, judgment)} - {"registered"}


DONE = {"document_id": "d", "digitized_on": "2023-05-01"}
IN_FORCE = {"in_force", "denominator"}
COUNTS = IN_FORCE | {"digitized", "signed", "reusable"}


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ({}, IN_FORCE | {"missing"}),
        (DONE, COUNTS | {"in_time"}),
        ({**DONE, "proof_problem": "bytes"}, IN_FORCE | {"unproven", "signed"}),
        ({**DONE, "rescanned": True}, COUNTS | {"in_time", "rescanned"}),
        ({**DONE, "born_digital": True}, COUNTS | {"in_time", "born_digital"}),
        ({"validity": "unknown"}, {"unknown", "unknown_missing"}),
        (
            {"validity": "unknown", **DONE},
            {"unknown", "unknown_digitized", "digitized_uncounted"},
        ),
        ({"exclusion": "mật"}, {"excluded"}),
        # Excluded goes before all else that is true of it.
        ({"exclusion": "mật", "validity": "revoked", **DONE}, {"excluded", "digitized_uncounted"}),
        ({"formed": "2024-01-01", "year": 2024}, {"unformed"}),
        ({"formed": "2023-12-31", "year": 2023}, IN_FORCE | {"missing"}),
        ({"valid_until": "2023-12-31"}, IN_FORCE | {"missing"}),
        ({"valid_until": "2023-12-30"}, {"lapsed", "expired"}),
        ({"validity": "expired"}, {"lapsed", "expired"}),
        ({"validity": "replaced"}, {"lapsed", "replaced"}),
        ({"validity": "revoked", "valid_until": "2020-01-01"}, {"lapsed", "revoked"}),
        ({"validity": "used", **DONE}, {"lapsed", "used", "digitized_uncounted"}),
        # The window of the phase: its first and its last day are within it.
        ({**DONE, "digitized_on": "2022-12-31"}, COUNTS | {"early"}),
        ({**DONE, "digitized_on": "2023-01-01"}, COUNTS | {"in_time"}),
        ({**DONE, "digitized_on": "2023-12-31"}, COUNTS | {"in_time"}),
        # No phase takes its year: it was neither early nor late.
        ({**DONE, "formed": "1999", "year": 1999}, COUNTS),
        # Archived later than the day asked about: not archived yet.
        ({**DONE, "digitized_on": "2024-01-01"}, IN_FORCE | {"missing"}),
    ],
)  # fmt: skip
def test_notions_case_by_case(said, figures):
    """Which figures count a paper at the end of 2023."""
    assert behind(**said) == figures


def test_late_is_after_the_window():
    """Asked in 2024: archived on the day after the window's last one."""
    assert "late" in behind(as_of=dt.date(2024, 6, 1), **{**DONE, "digitized_on": "2024-01-01"})


def test_a_day_is_timed_as_text_or_as_a_day():
    """Both say the same; what is not digitized has no time."""
    windows = Windows.of([COUNTING, DIGITIZING])

    assert windows.timing(2018, dt.date(2022, 1, 1)) is Timing.EARLY
    assert windows.timing(2018, "") is windows.timing(2018, None) is Timing.NONE


def test_by_the_rules_of_the_plan():
    """Unknown papers may be counted in, and digital originals be left out."""
    counted = plan(UnknownRule.INCLUDED)
    left_out = plan(born_digital=BornDigitalRule.EXCLUDED)

    assert judged(counted, validity="unknown").is_counted
    one = judged(left_out, **DONE, born_digital=True)
    assert (one.is_counted, one.is_left_out) == (False, True)
    unknown = judged(left_out, **DONE, born_digital=True, validity="unknown")
    assert not is_behind(Figure.UNKNOWN_DIGITIZED, unknown)
    assert not is_behind(Figure.UNKNOWN_MISSING, unknown)


judgments = st.builds(
    lambda said: judged(dt_plan(said), **{k: v for k, v in said.items() if k != "rule"}),
    st.fixed_dictionaries(
        {
            "rule": st.tuples(st.sampled_from(UnknownRule), st.sampled_from(BornDigitalRule)),
            "validity": st.sampled_from(
                ["in_force", "unknown", "expired", "replaced", "revoked", "used"]
            ),
            "exclusion": st.sampled_from(["", "mật"]),
            "digitized_on": st.sampled_from(["", "2022-05-01", "2023-05-01", "2024-05-01"]),
            "valid_until": st.sampled_from(["", "2020-01-01", "2030-01-01"]),
            "proof_problem": st.sampled_from(["", "bytes"]),
            "born_digital": st.booleans(),
            "rescanned": st.booleans(),
        }
    ),
)


def dt_plan(said) -> Plan:
    """The plan by drawn rules."""
    return plan(*said["rule"])


@given(judgments)
def test_notions_part_what_they_are_of(one):
    """Of any paper: one standing; one reason of a lapsed one; early, in time or late if done."""

    def is_in(*figures: Figure) -> int:
        return sum(is_behind(figure, one) for figure in figures)

    assert is_in(Figure.EXPIRED, Figure.REPLACED, Figure.REVOKED, Figure.USED) == is_in(
        Figure.LAPSED
    )
    timed = is_in(Figure.EARLY, Figure.IN_TIME, Figure.LATE)
    assert timed == is_in(Figure.DIGITIZED)
    assert is_in(Figure.REUSABLE) <= is_in(Figure.SIGNED) <= is_in(Figure.IN_FORCE)
    if one.standing is Standing.UNKNOWN and not one.is_left_out:
        assert is_in(Figure.UNKNOWN_DIGITIZED, Figure.UNKNOWN_MISSING) == 1
    assert set(IN_SHARES) | DETAILS == set(Figure)


# --- the range and the verdict ------------------------------------------------------------------


def test_the_range_by_hand():
    """6 of 10 digitized, 2 rows in error, 3 unknown of which 1 is digitized; 1 document is loose.

    At the worst both rows and the 2 missing unknown ones count: 6 of 14, 42.8. At the best the
    loose document is that of a row, and the digitized unknown one is in force: 8 of 12, 66.7.
    """
    share = Share(
        in_force=10, denominator=10, digitized=6, unknown=3, unknown_digitized=1,
        unknown_missing=2, unlinked=1,
    )  # fmt: skip

    assert bounds_of(share, 2, UnknownRule.EXCLUDED).rates == (42.8, 66.7)


def test_the_range_where_unknown_papers_are_counted_in():
    """13 papers, 7 digitized, 3 of them unknown, of which 1 is digitized; nothing else is open.

    At the worst the digitized unknown one is not in force: 6 of 12, 50.0. At the best the two
    missing ones are not: 7 of 11, 63.7.
    """
    share = Share(
        in_force=10, denominator=13, digitized=7, unknown=3, unknown_digitized=1, unknown_missing=2
    )

    assert bounds_of(share, 0, UnknownRule.INCLUDED).rates == (50.0, 63.7)


@pytest.mark.parametrize(
    ("share", "in_error", "day", "reached"),
    [
        (Share(in_force=10, denominator=10, digitized=7), 0, DAY, Reached.REACHED),
        (Share(in_force=10, denominator=10, digitized=6), 0, DAY, Reached.NOT_REACHED),
        # 7 of 10, and 7 of 11 if the row in error is a paper that counts.
        (Share(in_force=10, denominator=10, digitized=7), 1, DAY, Reached.CANNOT_BE_JUDGED),
        # 8 of 10, and 8 of 11 are 72.7: the row decides nothing.
        (Share(in_force=10, denominator=10, digitized=8), 1, DAY, Reached.REACHED),
        # 2 of 10, and never more than that.
        (Share(in_force=10, denominator=10, digitized=2), 9, DAY, Reached.NOT_REACHED),
        (
            Share(in_force=10, denominator=10, digitized=7, unknown=1, unknown_missing=1),
            0, DAY, Reached.CANNOT_BE_JUDGED,
        ),
        (Share(), 0, DAY, Reached.CANNOT_BE_JUDGED),
        (Share(in_force=1, denominator=1, digitized=1), 0, dt.date(2021, 5, 1), Reached.NO_FLOOR),
    ],
)  # fmt: skip
def test_verdict_of_the_plan(share, in_error, day, reached):
    """Reached only if it is so however what is open turns out."""
    assert judge_plan(plan(), share, as_of=day, in_error=in_error).reached is reached


@pytest.mark.parametrize(
    ("day", "window", "ends"),
    [
        (dt.date(2023, 6, 1), WindowState.OPEN, DAY),
        (DAY, WindowState.OVER, DAY),
        # The last floor stays, and its term is over.
        (dt.date(2026, 1, 1), WindowState.OVER, dt.date(2024, 12, 31)),
    ],
)
def test_the_term_of_a_floor_is_its_year(day, window, ends):
    """With its last day it is over."""
    verdict = judge_plan(plan(), Share(denominator=1), as_of=day, in_error=0)

    assert (verdict.window, verdict.ends) == (window, ends)


@pytest.mark.parametrize(
    ("day", "window"),
    [
        (dt.date(2022, 12, 31), WindowState.NOT_BEGUN),
        (dt.date(2023, 1, 1), WindowState.OPEN),
        (DAY, WindowState.OVER),
    ],
)
def test_verdict_of_a_phase(day, window):
    """All its papers, by the end of its window."""
    share = Share(in_force=4, denominator=4, digitized=3)
    done = Share(in_force=4, denominator=4, digitized=4)

    verdict = judge_phase(plan(), DIGITIZING, share, as_of=day, in_error=0)
    assert (verdict.phase, verdict.reached, verdict.papers) == (2, Reached.NOT_REACHED, -1)
    assert (verdict.window, verdict.floor) == (window, 100)
    full = judge_phase(plan(), DIGITIZING, done, as_of=day, in_error=0)
    assert full.reached is Reached.REACHED
    # Of which year a row in error is nobody knows: it may be one of this phase.
    open_row = judge_phase(plan(), DIGITIZING, done, as_of=day, in_error=1)
    assert open_row.reached is Reached.CANNOT_BE_JUDGED


ROOM = CountOfRoom("VH", 8, 8, 6, 0, 0, "lan", dt.date(2022, 11, 30), 0)


@pytest.mark.parametrize(
    ("room", "reached", "proves"),
    [
        (ROOM, Reached.REACHED, True),
        (replace(ROOM, declared=None, lacking=None), Reached.CANNOT_BE_JUDGED, False),
        (replace(ROOM, listed=7, lacking=1), Reached.NOT_REACHED, False),
        (replace(ROOM, in_error=1, lacking=-1), Reached.NOT_REACHED, False),
        (replace(ROOM, closed_by="", closed_on=None), Reached.NOT_REACHED, False),
        # The count is complete, and was not so in the window.
        (replace(ROOM, closed_on=dt.date(2023, 1, 1)), Reached.REACHED, False),
    ],
)
def test_verdict_of_the_count(room, reached, proves):
    """Declared, listed, closed; what came after the window does not prove it."""
    assert judge_count(COUNTING, [room], as_of=DAY).reached is reached
    assert proof_of_count(COUNTING.ends, (room,), []).proves_window is proves


shares = st.builds(
    lambda counted, unknown, loose: Share(
        in_force=sum(counted), denominator=sum(counted), digitized=counted[0],
        unknown=sum(unknown), unknown_digitized=unknown[0], unknown_missing=unknown[1],
        unlinked=loose,
    ),
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
    st.integers(0, 4),
)  # fmt: skip


@given(shares, st.integers(0, 5), st.floats(0, 100))
def test_no_outcome_lies_outside_the_range(share, in_error, floor):
    """However rows and unknown papers turn out, the rate is within the range, and so the answer."""
    bounds = bounds_of(share, in_error, UnknownRule.EXCLUDED)
    answer = bounds.answer(floor)
    found = min(in_error, share.unlinked)
    for rows in range(in_error + 1):
        for matched in range(min(rows, found) + 1):
            for done in range(share.unknown_digitized + 1):
                for missing in range(share.unknown_missing + 1):
                    digitized = share.digitized + matched + done
                    denominator = share.denominator + rows + done + missing
                    if not denominator:
                        continue
                    least, most = bounds.rates
                    assert least <= 100 * digitized / denominator + 1e-9
                    is_open = least != most
                    assert 100 * digitized / denominator <= most + (1e-9 if is_open else 0.1)
                    if answer is not None:
                        is_met = digitized >= floor * denominator / 100 - 1e-6
                        is_missed = digitized < floor * denominator / 100 + 1e-6
                        assert is_met if answer is Reached.REACHED else is_missed


def test_ranges_are_of_each_notion_alone():
    """10 papers, 7 done, 1 not whole; 1 row in error: 7 of 11, 63.6; whole again: 8 of 10."""
    share = Share(in_force=10, denominator=10, digitized=7, unproven=1)
    counts = dict.fromkeys(Figure, 0) | {Figure.UNPROVEN: 1}

    said = definitions_of(counts, share, BesidePapers(1, 0), UnknownRule.EXCLUDED)

    ranges = {one.notion: (one.least, one.most) for one in said if one.least is not None}
    assert ranges == {Notion.IN_ERROR: (63.6, 70.0), Notion.UNPROVEN: (70.0, 80.0)}
    assert [one.notion for one in said] == list(Notion)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_notion_has_a_name_and_a_meaning(language, monkeypatch):
    """Each its own, in both languages."""
    monkeypatch.setenv("SOHOA_LANG", language)

    labels = [notion_label(one) for one in Notion]
    texts = [notion_text(one, plan()) for one in Notion]
    assert len(set(labels)) == len(set(texts)) == len(Notion)
    assert all(labels)
    assert all(texts)


# --- the forecast -------------------------------------------------------------------------------


def verdict(digitized: int, denominator: int, day: dt.date = dt.date(2023, 12, 1)):
    """The floor of 2023 is 70 %."""
    share = Share(in_force=denominator, denominator=denominator, digitized=digitized)
    return judge_plan(plan(), share, as_of=day, in_error=0)


def test_when_the_floor_is_reached():
    """40 of 100 on 01/12, 30 lacking; 60 in 60 days before: 30 days, on 31/12, just in time.

    30 nights are left, a paper a night; of 2.5 pages each, 3 pages.
    """
    day = dt.date(2023, 12, 1)
    days = {"2023-01-05": 1, "2023-10-03": 30, "2023-12-01": 30, "2023-10-02": 99}

    said = foresee(verdict(40, 100), days, as_of=day, pages_a_paper=2.5)

    assert (said.foreseen, said.lacking, said.done) == (Foreseen.ON_DAY, 30, 60)
    assert (said.day, said.in_time, said.nights) == (DAY, True, 30)
    assert (said.papers_a_night, said.pages_a_night) == (1, 3)


@pytest.mark.parametrize(
    ("digitized", "days", "foreseen"),
    [
        (70, {"2023-01-01": 70}, Foreseen.REACHED),
        (40, {"2023-01-01": 40}, Foreseen.NO_PACE),
        (40, {"2023-11-20": 40}, Foreseen.TOO_YOUNG),
        (0, {}, Foreseen.NO_PACE),
        # One in sixty days, and thirty million lacking: never.
        (1, {"2023-01-01": 1, "2023-11-20": 1}, Foreseen.NO_PACE),
    ],
)
def test_what_cannot_be_said_is_not_said(digitized, days, foreseen):
    """No day is named."""
    denominator = 50_000_000 if digitized == 1 else 100

    said = foresee(verdict(digitized, denominator), days, as_of=dt.date(2023, 12, 1))

    assert (said.foreseen, said.day, said.in_time) == (foreseen, None, None)


def test_no_night_is_left_when_the_term_is_over():
    """Nobody divides by them."""
    said = foresee(verdict(40, 100, DAY), {"2023-01-01": 20, "2023-12-01": 20}, as_of=DAY)

    assert (said.nights, said.papers_a_night) == (0, None)
    assert said.in_time is False


def test_without_papers_nothing_is_foreseen():
    """No floor, or no paper."""
    assert foresee(verdict(0, 0), {}, as_of=DAY).foreseen is Foreseen.NOTHING


# --- on the command line ------------------------------------------------------------------------


@pytest.fixture
def register_of_three(office):
    """Three papers in force, one of them digitized."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        store(catalogue, *(paper(f"{number}/QĐ") for number in (1, 2, 3)))
        said = catalogue.link(Description(record_id="SO-000001"))
        archive(catalogue, office.archive_dir, "d1", description=said)
    return office


def test_status_says_the_verdict_and_leaves_with_it(register_of_three, capsys):
    """70 % of 3 are 3: 2 are lacking at the end of 2023; before 2022 no floor applies."""
    known = ["--known-on", f"{today():%d/%m/%Y}"]
    assert run(["status", "--as-of", "31/12/2023", *known]) == ExitCode.DONE
    first = capsys.readouterr().out.splitlines()[0]
    assert "31/12/2023" in first
    assert "33,3" in first

    assert run(["status", "--as-of", "31/12/2023", *known, "--check"]) == ExitCode.BEHIND_THE_FLOOR
    assert run(["status", "--as-of", "31/12/2020", "--check"]) == ExitCode.DONE
    capsys.readouterr()
    run(["status", "--json", "--check", "--as-of", "31/12/2023", *known])
    told = json.loads(capsys.readouterr().out)["verdict"]
    assert (told["reached"], told["papers"], told["window"]) == ("not_reached", -2, "over")


def test_what_cannot_be_judged_has_its_own_code(office):
    """One of one is digitized, and a row in error may be another paper."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        store(catalogue, paper("1/QĐ"))
        said = catalogue.link(Description(record_id="SO-000001"))
        archive(catalogue, office.archive_dir, "d1", description=said)
        catalogue.store_import(
            register(in_error(2), name="b.xlsx"), imported_at=dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
        )

    assert run(["status", "--check"]) == ExitCode.NOT_TO_BE_JUDGED


def test_nothing_can_have_moved_since_the_day_itself(register_of_three, capsys):
    """The day since which has to lie before the one that is reported on."""
    shutil.copytree(CHECKOUT / "config", register_of_three.config_dir)
    code = run(["report", "plan", "--as-of", "31/12/2023", "--since", "31/12/2023"])

    assert code == ExitCode.USAGE
    assert "REPORT-902" in capsys.readouterr().err


def test_neither_phase_nor_plan(register_of_three):
    """What is no number is refused before anything is read."""
    assert run(["report", "all"]) == ExitCode.USAGE


def test_the_words_of_a_verdict(monkeypatch):
    """Whole sentences, in both languages, for every answer."""
    for language in ("en", "vi"):
        monkeypatch.setenv("SOHOA_LANG", language)
        for digitized, rows in ((7, 0), (6, 0), (7, 1)):
            share = Share(in_force=10, denominator=10, digitized=digitized)
            one = judge_plan(plan(), share, as_of=DAY, in_error=rows)
            said = verdict_sentence(one, None)
            assert said.endswith(".")
            assert "{" not in said
