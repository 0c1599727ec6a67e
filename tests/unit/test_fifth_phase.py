"""A fifth phase is an edit of `phases.yaml` alone: what is made from the plan knows it."""

from __future__ import annotations

import importlib
import json

import pytest
import yaml

from flows.deployments import prefect_file
from sohoa.cli.demo import phase_of_the_sample
from sohoa.cli.main import run
from sohoa.domain.errors import NotFoundError
from sohoa.domain.plan import PhaseKind
from sohoa.plan_file import load_plan
from sohoa.workspace import CHECKOUT, Workspace

PLAN = (CHECKOUT / "phases.yaml").read_text(encoding="utf-8")
FIFTH = """
  - number: 5
    name: "Số hóa hồ sơ hình thành 2026"
    kind: digitize
    window: {from: 2026-01-01, to: 2026-12-31}
    formed: [2026]
"""


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Workspace:
    """A workspace whose plan has five phases."""
    found = Workspace(tmp_path)
    found.plan_path.write_text(PLAN + FIFTH, encoding="utf-8")
    monkeypatch.setenv("SOHOA_HOME", str(tmp_path))
    monkeypatch.setenv("SOHOA_LANG", "vi")
    return found


def deployments(text: str) -> dict[str, dict]:
    """Name → deployment of a `prefect.yaml`."""
    return {one["name"]: one for one in yaml.safe_load(text)["deployments"]}


def test_a_deployment_for_each_phase(workspace, capsys):
    """`sohoa deploy --dry-run` shows the fifth phase with its name, number and flow."""
    assert run(["deploy", "--dry-run"]) == 0
    found = deployments(capsys.readouterr().out)

    assert list(found) == [
        *("phase-1-inventory", "phase-2", "phase-3", "phase-4", "phase-5"),
        *("nightly", "renew"),
    ]
    assert found["phase-5"]["parameters"] == {"phase": 5}
    assert found["phase-5"]["description"] == "Giai đoạn 5: Số hóa hồ sơ hình thành 2026"
    assert found["phase-5"]["entrypoint"] == found["phase-2"]["entrypoint"]


def test_every_entry_point_is_a_flow(workspace):
    """What Prefect is told to start is there."""
    from prefect import Flow

    for one in deployments(prefect_file(load_plan(workspace.plan_path))).values():
        module, name = one["entrypoint"].split(":")
        assert isinstance(getattr(importlib.import_module(module), name), Flow)


def test_the_status_has_a_row_for_it(workspace, capsys):
    """Progress is shown for each phase of the plan."""
    assert run(["status", "--json"]) == 0
    phases = json.loads(capsys.readouterr().out)["phases"]

    assert 5 in [phase["phase"] for phase in phases]


def test_deploying_needs_a_server(workspace, monkeypatch, capsys):
    """Without one that is named, Prefect would deploy to a server that ends with the command."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)

    assert run(["deploy"]) == 2
    assert "PREFECT_API_URL" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("number: 2\n", "number: 2\n", 2),
        ("number: 2\n", "number: 7\n", 7),
        ("2016-2023", "2016-2022", 3),
    ],
)
def test_the_demo_takes_the_phase_of_the_plan(workspace, old, new, expected):
    """It is the phase that takes the years of the made-up scans, whatever its number; a plan for
    other years has its first digitizing phase take them."""
    text = (PLAN + FIFTH).replace(old, new)
    if expected == 3:
        text = text.replace("2024]", "2023, 2024]")
    workspace.plan_path.write_text(text, encoding="utf-8")

    assert phase_of_the_sample(load_plan(workspace.plan_path)) == expected


def test_the_demo_needs_a_phase_that_digitizes(workspace):
    """A plan that only counts paper has nothing to show."""
    head = PLAN.partition("  - number: 2")[0]
    workspace.plan_path.write_text(head, encoding="utf-8")
    plan = load_plan(workspace.plan_path)

    assert {phase.kind for phase in plan.phases} == {PhaseKind.INVENTORY}
    with pytest.raises(NotFoundError):
        phase_of_the_sample(plan)
