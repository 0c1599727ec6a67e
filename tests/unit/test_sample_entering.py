"""What a sample has proven is entered once, and only if it is proven."""

from __future__ import annotations

import datetime as dt

import pytest
from audit_office import HEAD, HEAD_AT, LATER, SheetOfSample, fill_archive

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.office_events import OfficeEventKind
from sohoa.domain.sampling_errors import SampleNotProvenError
from sohoa.sampling.goals import Goal, GoalKind
from sohoa.use_cases.sample_entering import enter_result
from sohoa.use_cases.sample_result import sample_result
from sohoa.use_cases.sampling import SampleOrder, draw_sample
from sohoa.use_cases.setting_up import set_up
from sohoa.workspace import CHECKOUT, Workspace

LINE = f"sohoa-ledger-1 - 60 {HEAD} {HEAD_AT:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture
def office(tmp_path) -> Workspace:
    """An office of sixty archived documents."""
    workspace = Workspace(tmp_path / "office")
    list(set_up(workspace, template=Workspace(CHECKOUT)))
    url = workspace.catalogue_url
    with Catalogue.open(url) as catalogue, pytest.MonkeyPatch.context() as patch:
        fill_archive(catalogue, tmp_path, patch, people=("Cường", "An"))
    return workspace


def drawn(office: Workspace):
    """A sample of it."""
    (office.root / "head.txt").write_text(LINE)
    goal = Goal(GoalKind.TOLERABLE, 95, tolerable=10)
    return draw_sample(office, SampleOrder(str(office.root / "head.txt"), goal), now=LATER)


def entered(office: Workspace) -> list[dict[str, object]]:
    """What the ledger knows of samples."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        return [dict(one.said) for one in catalogue.events_of(OfficeEventKind.SAMPLE)]


def test_a_whole_sheet_is_entered_once(office):
    """With its rate and interval, and no name of anybody."""
    sample = drawn(office)
    sheet = SheetOfSample(sample.path)
    sheet.fill()
    result = sample_result(office, sheet.save())
    assert enter_result(office, result)
    assert not enter_result(office, result)
    (said,) = entered(office)
    assert (said["drawn"], said["found"], said["rate"]) == (result.estimate.drawn, 0, 0)
    assert said["highest"] > 0
    assert not {"people", "person"} & said.keys()
    assert dt.datetime.fromisoformat(str(said["until"])) == HEAD_AT


def test_what_proves_nothing_is_not_entered(office):
    """Rows of the sheet are open."""
    sample = drawn(office)
    with pytest.raises(SampleNotProvenError):
        enter_result(office, sample_result(office, sample.path))
    assert entered(office) == []
