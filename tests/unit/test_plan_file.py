"""Reading `phases.yaml`: the office's own plan, and every way to get one wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sohoa.domain.errors import PlanError
from sohoa.domain.plan import FloorReading, PhaseKind, UnknownRule, YearRange
from sohoa.language import set_language
from sohoa.plan_file import load_plan
from sohoa.workspace import CHECKOUT

OFFICE_PLAN = (CHECKOUT / "phases.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def english():
    """Messages are compared in English."""
    set_language("en")
    yield
    set_language("vi")


@pytest.fixture
def load(tmp_path: Path):
    """Load a plan from its text."""

    def from_text(text: str):
        path = tmp_path / "phases.yaml"
        path.write_text(text, encoding="utf-8")
        return load_plan(path)

    return from_text


@pytest.fixture
def problems(load):
    """The problems of a plan, as `line: text` without the file's name."""

    def of(text: str) -> list[str]:
        with pytest.raises(PlanError) as caught:
            load(text)
        return [
            line.removeprefix("phases.yaml:")
            for line in caught.value.details["problems"].split("\n")
        ]

    return of


def test_the_office_plan_is_the_one_decided(load):
    """The committed plan has the four phases, their years and the floors of the decision."""
    plan = load(OFFICE_PLAN)

    assert [phase.kind for phase in plan.phases] == [PhaseKind.INVENTORY, *[PhaseKind.DIGITIZE] * 3]
    assert plan.floors == {2022: 50, 2023: 70, 2024: 90, 2025: 100}
    assert plan.phases[3].formed == (YearRange(None, 2005), YearRange(2025, 2025))
    assert (plan.phases[0].starts, plan.phases[0].ends) == (
        dt.date(2021, 1, 1),
        dt.date(2022, 12, 31),
    )
    assert plan.unknown_validity is UnknownRule.EXCLUDED


@pytest.mark.parametrize(
    ("year", "phase"),
    [(1976, 4), (2005, 4), (2006, 3), (2015, 3), (2016, 2), (2023, 2), (2024, 3), (2025, 4)],
)
def test_every_year_has_its_phase(load, year, phase):
    """Each year of formation up to 2025 belongs to exactly the phase the plan gives it."""
    plan = load(OFFICE_PLAN)

    assert [one.number for one in plan.phases if one.takes(year)] == [phase]


def test_a_year_after_the_plan_is_outside_every_phase(load):
    """2026 belongs to no phase, and the plan says so instead of dropping it."""
    assert load(OFFICE_PLAN).phase_of(2026) is None


def test_a_fifth_phase_is_an_edit_of_this_file_alone(load):
    """One more entry, and 2026 has a phase."""
    fifth = """
  - number: 5
    name: "2026"
    kind: digitize
    window: {from: 2026-01-01, to: 2026-12-31}
    formed: [2026]
"""

    phase = load(OFFICE_PLAN + fifth).phase_of(2026)

    assert phase is not None
    assert phase.number == 5


def test_the_target_of_reuse(load):
    """30 % in 2022 and 80 % in 2025; a year between has that of before; it may be left out."""
    plan = load(OFFICE_PLAN)
    years = (2021, 2022, 2024, 2025, 2030)
    assert [plan.reuse_target(year) for year in years] == [None, 30, 30, 80, 80]
    without = load(OFFICE_PLAN.replace("reuse:\n  2022: 30\n  2025: 80\n", ""))
    assert without.reuse_target(2025) is None


def test_relative_floors(load):
    """Read as relative, each step is a share of the floor before it."""
    plan = load(OFFICE_PLAN.replace("floors_read_as: points", "floors_read_as: relative"))

    assert plan.floor_reading is FloorReading.RELATIVE
    assert [plan.floor(year) for year in (2021, 2022, 2023, 2024, 2025, 2030)] == [
        None, 50, 60, 72, 79.2, 79.2,
    ]  # fmt: skip


def test_point_floors(load):
    """Read as points, the floors are those listed, and the last one stays."""
    plan = load(OFFICE_PLAN)

    assert [plan.floor(year) for year in (2021, 2022, 2023, 2024, 2025, 2030)] == [
        None, 50, 70, 90, 100, 100,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('"2016-2023"', '"2014-2023"', "the year 2014 belongs to more than one phase: 2, 3"),
        ('"2016-2023"', '"2018-2023"', "no phase takes the years 2016, 2017"),
        ('"2016-2023"', '"2023-2016"', "the years 2023-2016 run backwards"),
        ('"2016-2023"', "all", "years are `2016-2023`, `2024` or `..2005`, not `all`"),
        ("to: 2023-12-31", "to: 2022-12-31", "the window ends before it begins"),
        ("to: 2023-12-31", "to: 2023-02-31", "`2023-02-31` is no day: write 31/12/2023"),
        ("2024: 90", "2024: 60", "`floors` of 2024 falls below the one before"),
        ("2024: 90", "2024: 190", "a line of `floors` is `year: percent`, 0 to 100"),
        ("number: 3", "number: 2", "there are two phases 2"),
        ("floors_read_as: points", "floors_red_as: points", "unknown key `floors_red_as`"),
        ("floors_read_as: points", "floors_read_as: dots", "`floors_read_as` must be one of"),
        ("kind: inventory", "kind: count", "`kind` must be one of: inventory, digitize"),
        (
            "unknown_validity: excluded",
            "unknown_validity: maybe",
            "`unknown_validity` must be one of",
        ),
        ('name: "Rà soát, phân loại, thống kê"', "", "`name` is missing"),
        ("number: 2", "number: ²", "`number` must be a whole number, 1 to 99"),
        ("floors:\n", "floors\n", "this is not YAML: could not find expected ':'"),
        ("  2022: 50", "\t2022: 50", "this is not YAML: found character"),
        (
            OFFICE_PLAN[OFFICE_PLAN.index("floors:") : OFFICE_PLAN.index("# The plan says")],
            "floors: {}\n",
            "`floors` must list at least one year",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(problems, before, after, expected):
    """One mistake in an otherwise good plan: what is wrong, and the line it stands on."""
    text = OFFICE_PLAN.replace(before, after, 1)

    found = problems(text)

    assert any(expected in problem for problem in found)
    assert all(problem.split(":")[0].isdigit() for problem in found)


def test_a_phase_without_years_is_a_mistake(problems):
    """A fifth phase that takes no year would never take anything: it is said, not passed over."""
    fifth = """
  - number: 5
    name: "2026"
    kind: digitize
    window: {from: 2026-01-01, to: 2026-12-31}
    formed: []
"""

    assert problems(OFFICE_PLAN + fifth) == [
        "61: a digitization phase needs `formed`: the years it takes"
    ]


def test_phases_without_a_number_are_not_called_alike(problems):
    """Two phases that lack a number lack it, and nothing else is wrong with them."""
    text = OFFICE_PLAN.replace("- number: 3\n    name", "- name")
    text = text.replace("- number: 4\n    name", "- name")

    assert [problem.split(": ")[1] for problem in problems(text)] == ["`number` is missing"] * 2


def test_all_mistakes_are_listed_at_once(problems):
    """A plan with three mistakes says three things, in the order of their lines."""
    text = OFFICE_PLAN.replace("2025: 100", "2025: 80").replace("..2005", "..2007")
    text = text.replace("to: 2022-12-31", "to: 2020-12-31")

    found = problems(text)

    assert len(found) == 3 + 1  # 2006 and 2007 are both taken twice
    assert [int(problem.split(":")[0]) for problem in found] == sorted(
        int(problem.split(":")[0]) for problem in found
    )


@pytest.mark.parametrize(
    "text", ["", "- a", "phases: []", "? [a]\n: b", "a: [", "\x00", "[" * 1_000]
)
def test_what_is_no_plan_is_refused(load, text):
    """Whatever the file holds, the answer is a PlanError and no other exception."""
    with pytest.raises(PlanError):
        load(text)


def test_a_missing_plan_is_refused(tmp_path):
    """No file at all is the same kind of mistake, and how to make one is said."""
    with pytest.raises(PlanError, match=r"phases\.yaml: there is no plan in .* `sohoa init"):
        load_plan(tmp_path / "phases.yaml")
