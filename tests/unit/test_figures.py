"""A figure is the number of its rows: in every holding, on every day, by every rule."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from catalogue_samples import archive, at_hand, note, paper, reading, report_rows, store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.figures import IN_SHARES, Figure, Judgment
from sohoa.domain.finding_kind import Need
from sohoa.domain.holdings import RegisteredPaper
from sohoa.domain.judging import judged
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.plan import BornDigitalRule, Phase, PhaseKind, Plan, UnknownRule, YearRange
from sohoa.domain.progress import Measure, Tally, measure_of, measure_progress
from sohoa.domain.register import Validity
from sohoa.domain.share import Share
from sohoa.domain.stage_results import Description, Finding
from sohoa.reports.completion import build_report
from sohoa.reports.tables import report_tables
from sohoa.reports.wording import figures

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

FIRST, LAST = dt.date(2022, 1, 1), dt.date(2025, 12, 31)
WINDOW = (FIRST, LAST)
days = st.dates(FIRST, LAST)
instants = days.map(lambda day: dt.datetime.combine(day, dt.time(16, 30), dt.UTC))
dates = st.one_of(
    st.builds(lambda day: PartialDate(day.year, day.month, day.day), days),
    st.builds(PartialDate, st.integers(2010, 2026)),
)
rules = st.tuples(st.sampled_from(UnknownRule), st.sampled_from(BornDigitalRule))
papers = st.builds(
    RegisteredPaper,
    record_id=st.just(""),
    number=st.just("1/QĐ"),
    formed=dates.map(lambda date: date.iso),
    year=st.integers(2010, 2026),
    record_type=st.just("QĐ"),
    room=st.sampled_from(["", "Văn hóa"]),
    location=st.just(""),
    sheets=st.none(),
    validity=st.sampled_from(Validity),
    valid_until=st.none() | days,
    exclusion=st.sampled_from(["", "", "mật"]),
    digitized_at=st.none() | instants,
    proof_problem=st.sampled_from(["", "", "bytes"]),
    born_digital=st.booleans(),
)


def plan(unknown: UnknownRule, born_digital: BornDigitalRule) -> Plan:
    """Two phases, and years outside both."""
    phases = (
        Phase(1, "đếm", PhaseKind.INVENTORY, *WINDOW),
        Phase(2, "mới", PhaseKind.DIGITIZE, *WINDOW, (YearRange(2016, 2024),)),
        Phase(3, "cũ", PhaseKind.DIGITIZE, *WINDOW, (YearRange(2012, 2015),)),
    )
    return Plan("", phases, {2022: 50}, unknown_validity=unknown, born_digital=born_digital)


@given(st.lists(papers, max_size=12), days, rules)
def test_every_figure_is_the_number_of_papers_behind_it(held, day, rule):
    """In any holding, for every figure."""
    measure = Measure(day, *rule)

    share = sum((measure.share(one.line.tally) for one in held), Share())

    for figure in IN_SHARES:
        behind = [one for one in judged(held, measure) if one.is_behind(figure)]
        assert share.of_figure(figure) == len(behind), figure
    assert share.denominator == share.digitized + share.unproven + share.missing


@given(st.lists(papers, max_size=12), days, rules)
def test_what_is_not_formed_is_never_counted(held, day, rule):
    """A paper of tomorrow is in no denominator of today."""
    measure = Measure(day, *rule)

    for one in judged(held, measure):
        if one.paper.formed > day.isoformat():
            assert not one.is_behind(Figure.DENOMINATOR)


documents = st.fixed_dictionaries(
    {
        "paper": st.none() | st.integers(0, 4),
        "at": instants,
        "problem": st.sampled_from([(), ("bytes",), ("signature", "bytes")]),
        "findings": st.sampled_from([(), (Finding("no-text", 1),), (Finding("blur", 1),)]),
    }
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(dates, st.sampled_from(Validity), st.sampled_from(["", "mật"])),
        min_size=5,
        max_size=5,
    ),
    st.lists(documents, max_size=5),
    days,
    rules,
)
def test_status_and_report_lead_to_their_rows(register, scans, day, rule):
    """Of a whole catalogue: what status says, what the report says, and the rows of both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, register, scans)
        with reading(folder) as reader:
            tallies, unlinked = reader.tallies(as_of=day), reader.unlinked(as_of=day)
            rows, held = at_hand(reader.report_rows()), reader.papers()
            workloads, listed = reader.workloads(DECLARED), reader.list_documents()
    office_plan = plan(*rule)
    status = measure_progress(office_plan, tallies, unlinked=unlinked, as_of=day)

    every = list(judged(held, measure_of(office_plan, day)))
    for figure in IN_SHARES:
        behind = [one for one in every if one.is_behind(figure)]
        assert status.total.of_figure(figure) == len(behind), figure
    for need in Need:
        assert workloads[need].documents == sum(need in row.needs(DECLARED) for row in listed)
    for phase in (1, 2, 3):
        report = build_report(
            rows, office_plan, phase=phase, as_of=day, office="Sở", rules=DECLARED
        )
        tables = {table.key: table for table in report_tables(report)}
        for shown in figures(report):
            table = tables[shown.table]
            headings = [column.heading for column in table.columns]
            meant = [
                row
                for row in table.rows
                if shown.only is None or row[headings.index(shown.only[0])] == shown.only[1]
            ]
            assert shown.value == str(len(meant)), shown.label
        if phase > 1:
            (slice_,) = [one for one in status.phases if one.phase == phase]
            assert slice_.share == report.share


def fill(folder: Path, register, scans) -> None:
    """A register of five papers, and the documents that were scanned."""
    with Catalogue.open(f"sqlite:///{folder}/catalogue.sqlite3") as catalogue:
        store(catalogue, *[
            paper(f"{number}/QĐ-X", str(formed), validity=validity, exclusion=exclusion)
            for number, (formed, validity, exclusion) in enumerate(register, start=1)
        ])  # fmt: skip
        taken = set()
        for number, scan in enumerate(scans):
            place = scan["paper"]
            description = Description(formed=PartialDate(2018), number=f"{number}/GP-Y")
            if place is not None and place not in taken:
                taken.add(place)
                description = catalogue.link(Description(record_id=f"SO-{place + 1:06d}"))
            at, findings = scan["at"], scan["findings"]
            archive(
                catalogue, folder, f"d{number}",
                description=description, archived_at=at, findings=findings,
            )  # fmt: skip
            later = at + dt.timedelta(days=1)
            catalogue.note_proofs([ProofNote(f"d{number}", later, scan["problem"])])
        bad = note("bad", DocumentState.QUARANTINED, reason_code="INTAKE-001")
        catalogue.note_states(batch="Hộp 02", phase=2, states=[bad])


def test_a_later_good_verification_lifts_a_problem(catalogue, tmp_path):
    """What is broken does not count; restored and verified, it counts again."""
    store(catalogue, paper())
    said = catalogue.link(Description(record_id="SO-000001"))
    archive(catalogue, tmp_path, "a", description=said)
    monday, tuesday = (dt.datetime(2024, 1, day, tzinfo=dt.UTC) for day in (1, 2))
    office_plan = plan(UnknownRule.EXCLUDED, BornDigitalRule.INCLUDED)

    def total() -> Share:
        with reading(tmp_path) as reader:
            tallies = reader.tallies(as_of=LAST)
        return measure_progress(office_plan, tallies, as_of=LAST).total

    assert total().digitized == 1
    assert catalogue.note_proofs([ProofNote("a", monday, ("bytes", "manifest-file"))]) == 1
    assert (total().digitized, total().unproven, total().missing) == (0, 1, 0)
    with reading(tmp_path) as reader:
        assert reader.document("a").proof_problem == "bytes, manifest-file"
    catalogue.note_proofs([ProofNote("a", tuesday)])
    assert (total().digitized, total().unproven) == (1, 0)
    catalogue.note_proofs([ProofNote("a", monday, ("bytes",))])
    assert total().digitized == 1


def test_a_digital_original_stands_in_its_own_column():
    """Included it counts; excluded it is neither to be done nor done."""
    done = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    values = {"record_id": "", "number": "", "formed": "2018", "year": 2018, "record_type": "",
              "room": "", "location": "", "sheets": None, "validity": Validity.IN_FORCE,
              "valid_until": None, "exclusion": ""}  # fmt: skip
    electronic = RegisteredPaper(**values, digitized_at=done, born_digital=True)
    scanned = RegisteredPaper(**values, digitized_at=done)

    def share(rule: BornDigitalRule) -> tuple[int, ...]:
        measure = Measure(LAST, UnknownRule.EXCLUDED, rule)
        total = measure.share(electronic.line.tally) + measure.share(scanned.line.tally)
        return total.denominator, total.digitized, total.born_digital, total.digitized_uncounted

    assert share(BornDigitalRule.INCLUDED) == (2, 2, 1, 0)
    assert share(BornDigitalRule.EXCLUDED) == (1, 1, 1, 1)


@settings(max_examples=5, deadline=None)
@given(st.lists(papers, min_size=1, max_size=6), days, rules)
def test_a_report_judges_each_paper_once(held, day, rule):
    """All its figures and lists come from one judgment of each paper."""
    judge, asked = Measure.judge, list[Tally]()

    def counting(measure: Measure, tally: Tally, **when: object) -> Judgment:
        asked.append(tally)
        return judge(measure, tally, **when)

    rows = report_rows(held)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Measure, "judge", counting)
        report = build_report(rows, plan(*rule), phase=2, as_of=day, office="Sở", rules=DECLARED)
        report_tables(report)

    assert len(asked) <= len(held)
