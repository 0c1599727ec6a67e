"""Prefect as it is meant to be used: deployments, checked parameters, a schedule that exists."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from offices import Office

from sohoa.workspace import CHECKOUT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
PREFECT = str(Path(sys.executable).with_name("prefect"))
FIFTH_PHASE = """
  - number: 5
    name: "Số hóa hồ sơ hình thành 2026"
    kind: digitize
    window: {from: 2026-01-01, to: 2026-12-31}
    formed: [2026]
"""


@dataclass(frozen=True)
class Guide:
    """The commands of the guides, for an office and a port of the test's own."""

    office: Office
    port: int

    @property
    def commands(self) -> list[str]:
        """Line by line; the last starts a worker, which serves as long as it is let."""
        block = _block_of("operations.md").replace("/srv/sohoa", str(self.office.root))
        return block.replace("PORT=4200", f"PORT={self.port}").splitlines()

    @property
    def exports(self) -> list[str]:
        """Those that set the environment."""
        return [line for line in self.commands if line.startswith("export ")]

    def run(self, *commands: str) -> subprocess.CompletedProcess[str]:
        """Run commands in a shell, from the program's folder."""
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(commands)],
            cwd=CHECKOUT, env=_without_prefect(), capture_output=True, text=True, timeout=400,
        )  # fmt: skip


def _without_prefect() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if "PREFECT" not in name}


def _block_of(guide: str) -> str:
    text = (CHECKOUT / "docs" / guide).read_text(encoding="utf-8")
    return re.search(r"```\n(export SOHOA_HOME=.*?)```", text, re.DOTALL)[1]


@pytest.fixture(scope="module")
def guide(prefect, tmp_path_factory) -> Iterator[Guide]:
    """The guide's commands copied into a shell on a machine where the usual port is taken: a full
    server with its scheduler, a pool, what a plan with a fifth phase asks for. The worker waits."""
    office = Office.at(tmp_path_factory.mktemp("guide") / "office")
    with (office.root / "phases.yaml").open("a", encoding="utf-8") as plan:
        plan.write(FIFTH_PHASE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    guide = Guide(office, port)
    try:
        done = guide.run(*guide.commands[:-1])
        assert done.returncode == 0, done.stdout + done.stderr
        yield guide
    finally:
        guide.run(*guide.exports, ".venv/bin/prefect server stop")


@pytest.fixture(scope="module")
def server(guide: Guide) -> dict[str, str]:
    """The environment that the guide sets."""
    told = guide.run(*guide.exports, "env -0").stdout
    return dict(one.split("=", maxsplit=1) for one in told.split("\0") if one)


def ask(environment: dict[str, str], method: str, path: str, body: object = None):
    """One call to Prefect's API."""
    request = urllib.request.Request(
        environment["PREFECT_API_URL"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")
    except urllib.error.HTTPError as error:
        error.close()
        raise


def _wait_for(look, *, seconds: float):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if found := look():
                return found
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.5)
    raise AssertionError("it did not happen in time")


@pytest.fixture(scope="module")
def deployed(server) -> dict[str, dict]:
    """What was deployed; name → deployment."""
    found = ask(server, "POST", "/deployments/filter", {})
    return {deployment["name"]: deployment for deployment in found}


def test_every_phase_and_the_night_are_deployed(deployed):
    """One deployment per phase, for the night and for renewal, by module entry points."""
    phases = {"phase-1-inventory", "phase-2", "phase-3", "phase-4", "phase-5"}
    assert set(deployed) == phases | {"nightly", "renew"}
    assert all("/" not in deployment["entrypoint"] for deployment in deployed.values())


def test_the_night_is_really_scheduled(server, deployed):
    """The scheduler creates runs at 20:00 in Vietnam: an unpinned install shows a schedule but
    never creates one."""
    nightly = deployed["nightly"]["id"]
    wanted = {"deployments": {"id": {"any_": [nightly]}}}

    runs = _wait_for(lambda: ask(server, "POST", "/flow_runs/filter", wanted), seconds=120)

    assert all(run["expected_start_time"][11:16] == "13:00" for run in runs)


@pytest.mark.parametrize(
    "parameters", [{"phase": "two"}, {"phase": 0}, {"phase": 2, "batches": ["../etc"]}]
)
def test_bad_parameters_are_refused_before_a_run_exists(server, deployed, parameters):
    """The server checks parameters against the flow's own schema."""
    path = f"/deployments/{deployed['phase-2']['id']}/create_flow_run"

    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(server, "POST", path, {"parameters": parameters, "enforce_parameter_schema": True})

    assert caught.value.code in (409, 422)


def _started(server, deployed, office) -> str:
    path = f"/deployments/{deployed['phase-2']['id']}/create_flow_run"
    parameters = {"phase": 2, "workspace": str(office.root)}
    return ask(server, "POST", path, {"parameters": parameters})["id"]


def test_a_flow_outlives_its_worker(server, deployed, new_office):
    """The worker is killed in the middle of the work: the flow ends it all the same, and prints
    into its own log."""
    office = new_office(is_read=True, unread="Hop-01")
    _started(server, deployed, office)
    worker = subprocess.Popen(
        [PREFECT, "worker", "start", "--pool", "sohoa", "--limit", "1"],
        env=server, cwd=office.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _wait_for(lambda: office.texts("Hop-01"), seconds=200)

    flows = psutil.Process(worker.pid).children(recursive=True)
    worker.kill()
    worker.wait()
    psutil.wait_procs(flows, timeout=300)

    done = {row["state"] for row in office.json("list")}
    assert "archived" in done
    assert "in_progress" not in done
    (log,) = (office.root / "data" / "logs").iterdir()
    assert log.name.startswith("phase-2-")


def test_both_guides_have_the_same_commands(guide, server):
    """In both languages; and Prefect's screen asks the server at the port that was chosen."""
    assert _bare("operations.md") == _bare("van-hanh.md")
    with urllib.request.urlopen(f"http://127.0.0.1:{guide.port}/ui-settings", timeout=30) as answer:
        assert json.loads(answer.read())["api_url"] == f"http://127.0.0.1:{guide.port}/api"


def _bare(guide: str) -> list[str]:
    return [line.partition("  #")[0].rstrip() for line in _block_of(guide).splitlines()]


def test_a_deployment_runs_the_same_flow(guide, server, deployed, new_office):
    """Started from Prefect, phase 2 archives the sample's box as the command line does; the worker
    is the guide's."""
    office = new_office(is_read=True)
    run = _started(server, deployed, office)
    worker = guide.commands[-1]
    assert "worker start" in worker

    done = guide.run(*guide.exports, worker.replace("worker start", "worker start --run-once"))

    assert done.returncode == 0, done.stdout + done.stderr
    state = ask(server, "GET", f"/flow_runs/{run}")["state"]
    assert state["type"] == "COMPLETED", f"{state}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    assert office.archived_files
