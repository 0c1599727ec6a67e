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
from pathlib import Path

import psutil
import pytest
from offices import Office

from flows.server import ENVIRONMENT
from sohoa.workspace import CHECKOUT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
PREFECT, SOHOA = (str(Path(sys.executable).with_name(name)) for name in ("prefect", "sohoa"))
FIFTH_PHASE = """
  - number: 5
    name: "Số hóa hồ sơ hình thành 2026"
    kind: digitize
    window: {from: 2026-01-01, to: 2026-12-31}
    formed: [2026]
"""


@pytest.fixture(scope="module")
def server(prefect_home, tmp_path_factory) -> Iterator[dict[str, str]]:
    """A full Prefect server with its scheduler, on a free port; gives the environment to use it."""
    home = prefect_home(tmp_path_factory.mktemp("prefect-home"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ, **ENVIRONMENT,
        "PREFECT_HOME": str(home), "PREFECT_API_URL": url, "PREFECT_SERVER_UI_API_URL": url,
    }  # fmt: skip
    process = subprocess.Popen(
        [PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _wait_for(lambda: ask(environment, "GET", "/health"), seconds=120)
    yield environment
    for child in [*psutil.Process(process.pid).children(recursive=True), process]:
        child.kill()
    process.wait()


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
def deployed(server, tmp_path_factory) -> dict[str, dict]:
    """Deploy what a plan with a fifth phase asks for; name → deployment."""
    home = tmp_path_factory.mktemp("office")
    plan = (CHECKOUT / "phases.yaml").read_text(encoding="utf-8")
    (home / "phases.yaml").write_text(plan + FIFTH_PHASE, encoding="utf-8")
    for command in (
        [PREFECT, "work-pool", "create", "--type", "process", "sohoa"],
        [SOHOA, "deploy"],
    ):
        done = subprocess.run(
            command,
            env={**server, "SOHOA_HOME": str(home)},
            cwd=home,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
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


def _block_of(guide: str) -> str:
    text = (CHECKOUT / "docs" / guide).read_text(encoding="utf-8")
    return re.search(r"```\n(export SOHOA_HOME=.*?)```", text, re.DOTALL)[1]


def _bare(block: str) -> list[str]:
    return [line.partition("  #")[0].rstrip() for line in block.splitlines()]


def test_the_guides_commands_run_as_written(tmp_path):
    """Copied into a shell on a machine where the usual port is taken: server, pool, deployments.

    Both guides have the same commands.
    """
    office = Office.at(tmp_path / "office")
    block = _block_of("operations.md")
    assert _bare(block) == _bare(_block_of("van-hanh.md"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    commands = block.replace("/srv/sohoa", str(office.root)).replace("PORT=4200", f"PORT={port}")
    assert "worker start" in commands
    commands = commands.replace("worker start", "worker start --run-once")
    environment = {name: value for name, value in os.environ.items() if "PREFECT" not in name}

    try:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        there = {**environment, "PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
        found = {one["name"] for one in ask(there, "POST", "/deployments/filter", {})}
        assert {"phase-2", "nightly", "renew"} <= found
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ui-settings", timeout=30) as answer:
            assert json.loads(answer.read())["api_url"] == f"http://127.0.0.1:{port}/api"
    finally:
        subprocess.run(
            [PREFECT, "server", "stop"],
            env={**environment, "PREFECT_HOME": str(office.root / "data" / "prefect")},
            capture_output=True,
        )


def test_a_deployment_runs_the_same_flow(server, deployed, new_office):
    """Started from Prefect, phase 2 archives the sample's box as the command line does."""
    office = new_office(is_read=True)
    run = _started(server, deployed, office)

    done = subprocess.run(
        [PREFECT, "worker", "start", "--pool", "sohoa", "--run-once"],
        env=server, cwd=office.root, capture_output=True, text=True, timeout=400,
    )  # fmt: skip

    state = ask(server, "GET", f"/flow_runs/{run}")["state"]
    assert state["type"] == "COMPLETED", f"{state}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    assert office.archived_files
