"""Two workspaces in two languages work in one process; the environment hands nothing down."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
import threading
from pathlib import Path

import pytest

from sohoa.language import _, language, speaking
from sohoa.use_cases.reporting import write_report
from sohoa.use_cases.setting_up import set_up
from sohoa.work.pool import Job, WorkerPool
from sohoa.workspace import CHECKOUT, Workspace


def told_by_a_worker() -> str:
    """What a worker says of an empty file."""
    return _("the file is empty.")


@pytest.fixture
def office_at(tmp_path):
    """A workspace of its own, named after its office."""

    def make(name: str) -> Workspace:
        workspace = Workspace(tmp_path / name)
        list(set_up(workspace, template=Workspace(CHECKOUT)))
        return workspace

    return make


def _reported(workspace: Workspace, spoken: str, both: threading.Barrier) -> str:
    with speaking(spoken):
        both.wait(timeout=60)
        files = write_report(workspace, phase=2, as_of=dt.date(2023, 12, 31))
        both.wait(timeout=60)
    assert files.html.is_relative_to(workspace.root)
    return Path(files.html).read_text(encoding="utf-8")


def test_two_reports_at_once_in_two_languages(office_at):
    """Each report lies in its own workspace and is written in its own language."""
    both = threading.Barrier(2)
    offices = {"vi": office_at("so"), "en": office_at("office")}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        asked = {
            spoken: pool.submit(_reported, workspace, spoken, both)
            for spoken, workspace in offices.items()
        }
        pages = {spoken: one.result() for spoken, one in asked.items()}

    with speaking("vi"):
        vietnamese = _("As of the end of")
    assert vietnamese != "As of the end of"
    assert vietnamese in pages["vi"]
    assert vietnamese not in pages["en"]
    assert 'lang="vi"' in pages["vi"]
    assert 'lang="en"' in pages["en"]


def test_a_language_ends_with_its_request():
    """What was chosen for one request does not last."""
    before = language()
    with speaking("vi"):
        with speaking("en"):
            assert language() == "en"
        assert language() == "vi"
    assert language() == before


@pytest.mark.parametrize("spoken", ["vi", "en"])
def test_workers_speak_as_they_were_asked(spoken):
    """A worker speaks the language of the request that it works for."""
    with speaking(spoken), WorkerPool(workers=1, memory_limit_mb=2000) as pool:
        ((_job, said),) = pool.run([Job("one", told_by_a_worker)], seconds=60)
        assert said == _("the file is empty.")
