"""What every test stands on: no calls home, and where the real scans lie, if they are there."""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pki import Pki

    from sohoa.sample import SampleSummary

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
# A unit test that reaches for Prefect's engine by accident fails instead of starting a server.
os.environ.setdefault("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "false")

#: What its tests make is waited for by those of other files.
FIRST = "test_whole_line.py"
#: Files by what they cost, the dearest first (docs/testing.md); cheap ones are not named.
LONG = Path(__file__).with_name("long.txt")
FLOWS = Path(__file__).with_name("flows")
#: The four faulty documents, and four of the cast.
SAMPLE_DOCUMENTS = 8
SHARED_DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


def pytest_configure() -> None:
    """No example has a time of its own: beside other work each takes longer than is allowed."""
    from hypothesis import HealthCheck, settings

    settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays: it is never looked through for garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        # With so much set apart, all the rest would be gone through every second or two.
        gc.set_threshold(10_000)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first, the longest of them before the others: of several processes none then
    ends long after the others.

    `make test` gives a file to whichever process is free. While one makes what the flow tests
    share, the others have files that need none of it.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    ranks = {name: rank for rank, name in enumerate(LONG.read_text(encoding="utf-8").split())}

    def place(item: pytest.Item) -> tuple[int, ...]:
        path = item.path
        rank = ranks.get(path.name, len(ranks))
        return path.name != FIRST, path not in slow, path.parent == FLOWS, rank

    items.sort(key=place)


@pytest.fixture(scope="module", autouse=True)
def _language_is_left_as_found() -> Iterator[None]:
    """A command called in the test's own process chooses its language for good."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SOHOA_LANG", "LANGUAGE"):
            patch.setenv(name, os.environ.get(name, ""))
            if not os.environ[name]:
                patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def _memory():
    """A page's pieces come and go: fetched from the system each time, they are a sixth of what
    reading it costs. Workers keep them as well."""
    from sohoa.work.cpu import WorkerMemory

    memory = WorkerMemory()
    memory.begin()
    return memory


@pytest.fixture(scope="module", autouse=True)
def _memory_is_kept_within_a_module(_memory) -> Iterator[None]:
    """What a module's tests leave free beyond a page's is given back behind it."""
    yield
    _memory.give_back()


@pytest.fixture(scope="session", autouse=True)
def _pictures_are_stored_quickly() -> None:
    """A test's PNG is not compressed where it does not say how much.

    A page with a scanner's grain takes five seconds of CPU as Pillow would have it, a tenth of one
    this way, and less to be read: the same picture, four times larger. What Sohoa itself writes
    says how much.
    """
    from stored_png import store_quickly

    store_quickly()


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Have something made once for all processes of this session; gives its folder.

    What was begun and not finished (a test ran out of time) is begun anew by who asks next.
    """
    base = tmp_path_factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made_once(name: str, make: Callable[[Path], object]) -> Path:
        folder, is_made = common / name, common / f"{name}.is-made"
        with (common / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_made.exists():
                shutil.rmtree(folder, ignore_errors=True)
                make(folder)
                is_made.touch()
        return folder

    return made_once


@pytest.fixture(scope="session")
def drawn(once) -> SampleSummary:
    """Sample records, drawn once for all processes; no test may change them."""
    from sohoa.sample import make_sample

    def draw(folder: Path) -> None:
        folder.mkdir()
        summary = make_sample(folder / "sample", documents=SAMPLE_DOCUMENTS, seed=1)
        (folder / "summary").write_bytes(pickle.dumps(summary))

    return pickle.loads((once("drawn", draw) / "summary").read_bytes())


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real scans and torture files; a test that needs them is skipped, and says so, without."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no real scans at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def _running_pki(tmp_path_factory) -> Iterator[Pki]:
    from pki import running_pki

    with running_pki(tmp_path_factory.mktemp("pki")) as pki:
        yield pki


@pytest.fixture
def pki(_running_pki: Pki) -> Iterator[Pki]:
    """A test PKI with real TSA, OCSP and CRL servers; sound and at today's date to begin with."""
    _running_pki.reset()
    yield _running_pki
    _running_pki.reset()
