"""The pool of worker processes: what a bad job costs, and that nobody outlives the parent."""

from __future__ import annotations

import io
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from PIL import Image, UnidentifiedImageError

from sohoa.domain.errors import (
    DiskFullError,
    EmptyFileError,
    ItemError,
    StalledError,
    TimeLimitError,
    WorkerDiedError,
)
from sohoa.work.pool import Job, WorkerPool

pytestmark = pytest.mark.slow


def double(number: int) -> int:
    return number * 2


def refuse() -> None:
    raise EmptyFileError("d1", name="x")


def fill_disk() -> None:
    raise DiskFullError(folder="/data")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    time.sleep(600)


def burn() -> None:
    while True:
        pass


def burn_deaf() -> None:
    """Work in C for ever: the interpreter is not let go, and no thread of the worker runs."""
    sum(range(10**15))


def burn_elsewhere() -> None:
    """Let a program, and one that it started, do the work; they hear nothing."""
    subprocess.run(["sh", "-c", "trap '' TERM XCPU; (while :; do :; done) & wait"], check=False)


def stop_once(noted: str) -> int:
    """Be stopped by the system for as long as nobody lets it go on; end when it does."""
    Path(noted).write_text(str(os.getpid()), encoding="ascii")
    os.kill(os.getpid(), signal.SIGSTOP)
    return 7


def nap_first(noted: str, seconds: float) -> int:
    """Sleep the first time, and be quick the next."""
    path = Path(noted)
    if path.exists():
        return 7
    path.touch()
    time.sleep(seconds)
    return 0


def core_limit() -> int:
    return resource.getrlimit(resource.RLIMIT_CORE)[0]


def devour() -> int:
    return len(bytearray(8 << 30))


def complain() -> int:
    """Open what makes Pillow talk in both of its ways."""
    content = io.BytesIO()
    Image.new("L", (4, 4)).save(content, "TIFF", tiffinfo={270: "x" * 40})
    broken = content.getvalue().replace(b"x" * 40, b"")  # a tag beyond the end of the file
    with suppress(UnidentifiedImageError, OSError), Image.open(io.BytesIO(broken)) as opened:
        opened.tag_v2.get(270)
    logging.getLogger("PIL.TiffImagePlugin").warning("a hostile tag")
    return 1


#: What jobs leave behind in this process.
_kept: list[bytes] = []


def litter() -> None:
    """Take 200 MB in small pieces and give back all but one in a thousand."""
    pieces = [bytes(1000) for _piece in range(200_000)]
    _kept.extend(pieces[::1000])


def leave_a_page() -> None:
    """Take 80 MB in small pieces and give back all: about what a page leaves free."""
    pieces = [bytes(1000) for _piece in range(80_000)]
    _kept.extend(pieces[-1:])


def resident_mb() -> tuple[int, float]:
    return len(_kept), psutil.Process().memory_info().rss / (1 << 20)


@pytest.fixture(scope="module")
def pool():
    """Two workers for all tests of this module: starting them is the slow part."""
    with WorkerPool(workers=2, memory_limit_mb=1024) as pool:
        yield pool


def test_a_worker_gives_back_what_its_jobs_leave_free():
    """Pieces that stay here and there do not keep the memory between them."""
    with WorkerPool(workers=1, memory_limit_mb=1024) as alone:
        jobs = [Job.of("1", resident_mb), Job.of("2", litter), Job.of("3", resident_mb)]
        [(_, before), _done, (_, after)] = alone.run(jobs, seconds=60)

    assert after[0] > before[0]
    assert after[1] < before[1] + 50


def test_what_a_page_leaves_free_is_kept_for_the_next():
    """To get it back from the system would cost the next page more than it is worth."""
    with WorkerPool(workers=1, memory_limit_mb=1024) as alone:
        calls = [resident_mb, litter, leave_a_page, resident_mb, leave_a_page, resident_mb]
        jobs = [Job.of(str(number), call) for number, call in enumerate(calls)]
        results = [result for _job, result in alone.run(jobs, seconds=60)]

    (_, before), (_, once), (_, twice) = (one for one in results if one is not None)
    assert once > before + 60
    assert twice < once + 20


def test_every_result_belongs_to_its_job(pool):
    """Results come in any order, each with the job it answers."""
    jobs = [Job.of(str(number), double, number=number) for number in range(20)]

    results = {job.item_id: result for job, result in pool.run(jobs, seconds=60)}

    assert results == {str(number): number * 2 for number in range(20)}


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (refuse, EmptyFileError),
        (die, WorkerDiedError),
        (burn, TimeLimitError),
        (burn_deaf, TimeLimitError),
        (burn_elsewhere, TimeLimitError),
        (devour, WorkerDiedError),
    ],
)
def test_a_bad_job_costs_only_itself(pool, function, error):
    """A job that refuses, dies, hangs or eats memory gives its error; its neighbours go on."""
    neighbours = [Job.of(str(number), double, number=number) for number in range(4)]

    jobs = [*neighbours, Job.of("bad", function), *neighbours]

    # By the clock twenty: a busy machine may take as long for what is three seconds of CPU.
    ran = pool.run(jobs, seconds=1, wall_seconds=20)

    results = {job.item_id: result for job, result in ran}

    assert isinstance(results.pop("bad"), error)
    assert not any(isinstance(result, ItemError) for result in results.values())


def test_a_job_that_waits_is_begun_again_and_then_given_back(pool):
    """What takes nothing of the machine is stopped by the clock only, and it is not called slow."""
    [(_job, result)] = pool.run([Job.of("1", hang)], seconds=60, wall_seconds=3)

    assert isinstance(result, StalledError)
    assert result.retryable


def test_a_job_that_was_held_up_once_is_done(pool, tmp_path):
    """A machine that stood still over it costs a job nothing but time."""
    job = Job.of("1", nap_first, noted=str(tmp_path / "noted"), seconds=600)

    [(_job, result)] = pool.run([job], seconds=60, wall_seconds=5)

    assert result == 7


@pytest.mark.parametrize("how", ["stopped", "asleep"])
def test_a_worker_that_got_no_time_is_not_judged_by_the_clock(pool, tmp_path, how):
    """Stopped or asleep for many times its limit, a job that did little work is not over it."""
    noted = tmp_path / "noted"
    if how == "stopped":
        job = Job.of("1", stop_once, noted=str(noted))
        threading.Thread(target=_let_go, args=(noted, 6.0), daemon=True).start()
    else:
        job = Job.of("1", nap_first, noted=str(noted), seconds=6.0)

    [(_job, result)] = pool.run([job], seconds=1)

    assert result == (7 if how == "stopped" else 0)


def _let_go(noted: Path, seconds: float) -> None:
    """Wait until a worker is stopped, and let it go on after so many seconds."""
    while not noted.exists() or not noted.read_text():
        time.sleep(0.05)
    pid = int(noted.read_text())
    while psutil.Process(pid).status() != psutil.STATUS_STOPPED:
        time.sleep(0.05)
    time.sleep(seconds)
    os.kill(pid, signal.SIGCONT)


def test_what_a_job_used_is_not_counted_for_the_next():
    """A worker that has worked for long has as much time for each job as one that begins."""
    with WorkerPool(workers=1, memory_limit_mb=1024) as alone:
        jobs = [Job.of(str(number), spend, seconds=0.7) for number in range(4)]
        results = [result for _job, result in alone.run(jobs, seconds=1.2)]

    assert not any(isinstance(result, ItemError) for result in results)
    assert len(set(results)) == 1


def faults_of_pieces_again(megabytes: int) -> int:
    """Page faults of filling large pieces anew, after as many were filled and freed."""
    before = 0
    for _time in range(2):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        pieces = [b"x" * (megabytes << 20) for _piece in range(4)]
        del pieces
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def spend(seconds: float) -> int:
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass
    return os.getpid()


def test_a_worker_leaves_no_picture_of_its_memory(pool):
    """What a worker held of a page is not written to a core file when it is ended."""
    [(_job, limit)] = pool.run([Job.of("1", core_limit)], seconds=60)

    assert limit == 0


@pytest.mark.parametrize("megabytes", [1, 40])
def test_a_worker_fetches_no_memory_twice_within_a_job(pool, megabytes):
    """A network's pieces come and go hundreds of times a page, some larger than 32 MB."""
    [(_job, faults)] = pool.run([Job.of("1", faults_of_pieces_again, megabytes)], seconds=60)

    assert faults < megabytes  # of 1,024 that filling pieces of the system's own takes


def test_a_worker_that_ran_out_of_memory_is_replaced():
    """What filled it may still be held somewhere: the next job finds a fresh process."""
    jobs = [Job.of("before", os.getpid), Job.of("bad", devour), Job.of("after", os.getpid)]

    with WorkerPool(workers=1, memory_limit_mb=1024) as one:
        results = {job.item_id: result for job, result in one.run(jobs, seconds=60)}

    assert isinstance(results["bad"], WorkerDiedError)
    assert results["before"] != results["after"]


def test_a_job_that_no_worker_can_import_is_an_error(pool, tmp_path, monkeypatch):
    """A function that the workers do not find comes out as an error; nobody waits for ever."""
    (tmp_path / "of_parent_only.py").write_text("def work():\n    pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import of_parent_only

    with pytest.raises(ModuleNotFoundError, match="of_parent_only"):
        list(pool.run([Job.of("lost", of_parent_only.work)], seconds=60))


def test_a_job_that_breaks_down_is_rescued(pool):
    """A job's rescue runs only where it broke down, and its result stands for it."""
    spare = Job.of("bad", double, number=21)
    jobs = [
        Job.of("good", double, number=1).rescued_by(spare),
        Job.of("bad", die).rescued_by(spare),
    ]
    jobs.append(Job.of("refused", refuse).rescued_by(spare))

    results = {job.item_id: result for job, result in pool.run(jobs, seconds=60)}

    assert (results["good"], results["bad"]) == (2, 42)
    assert isinstance(results["refused"], EmptyFileError)


def test_an_error_of_the_whole_batch_comes_out(pool):
    """What is not about one item is raised, with its details."""
    with pytest.raises(DiskFullError, match="/data"):
        list(pool.run([Job.of("full", fill_disk)], seconds=60))


def test_no_more_jobs_are_taken_than_workers_can_hold(pool):
    """Jobs are taken from their source as workers get free: a stop has nothing to drain."""
    taken: list[int] = []

    def source():
        for number in range(50):
            taken.append(number)
            yield Job.of(str(number), double, number=number)

    for finished, _result in enumerate(pool.run(source(), seconds=60)):
        assert len(taken) <= finished + pool.workers + 2


PARENT = """
import signal
import time
from sohoa.work.pool import WorkerPool, Job
if __name__ == "__main__":
    # A shell's background job is born ignoring SIGINT, and so are the programs it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with WorkerPool(workers=2, memory_limit_mb=1024) as pool:
        for _ in pool.run([Job.of(str(n), time.sleep, 0) for n in range(0)], seconds=600):
            pass
        nap = __import__("tests_sleeper").nap
        jobs = [Job.of("a", nap), Job.of("b", nap)]
        for _ in pool.run(jobs, seconds=600):
            pass
"""


def _parent_of_sleepers(folder: Path) -> subprocess.Popen[bytes]:
    (folder / "tests_sleeper.py").write_text("import time\ndef nap():\n    time.sleep(600)\n")
    (folder / "parent.py").write_text(PARENT)
    path = os.pathsep.join([str(folder), str(Path(__file__).resolve().parents[2])])
    return subprocess.Popen(
        [sys.executable, str(folder / "parent.py")],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_parent(tmp_path: Path, how):
    """Whatever ends the parent, its workers are gone within seconds."""
    parent = _parent_of_sleepers(tmp_path)
    # Two of multiprocessing's own are among them: its tracker, and the server that forks workers.
    family = _children(parent.pid, at_least=4)

    parent.send_signal(how)
    parent.wait(timeout=90)
    _gone, alive = psutil.wait_procs(family, timeout=10)

    assert alive == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_server_of_workers_that_still_imports_ends_with_its_parent(tmp_path: Path, how):
    """Killed before the first worker is there, a parent leaves nothing behind for long.

    The server looks for its parent when it has imported, which is two seconds of CPU.
    """
    parent = _parent_of_sleepers(tmp_path)
    family = _children(parent.pid, at_least=2, settled_seconds=0.2)

    parent.send_signal(how)
    parent.wait(timeout=90)
    _gone, alive = psutil.wait_procs(family, timeout=120)

    assert alive == []


def test_a_signal_to_a_run_and_all_its_programs_ends_no_worker(pool):
    """The server of workers is in no group but its own: what ends the run is the run's to decide.

    Were it gone, a job in hand would be taken for one that killed its worker.
    """
    [(_job, server)] = pool.run([Job.of("1", os.getppid)], seconds=60)

    assert os.getpgid(server) == server != os.getpgid(0)


def test_a_worker_has_the_environment_of_its_pool(monkeypatch):
    """Not that of the first pool of the process, with which the server of workers has begun."""
    monkeypatch.setenv("SOHOA_OF_THIS_TEST", "1")
    with WorkerPool(workers=1, memory_limit_mb=1024) as alone:
        [(_job, told)] = alone.run([Job.of("1", os.getenv, "SOHOA_OF_THIS_TEST")], seconds=60)

    assert told == "1"


def test_what_workers_take_is_counted_to_their_parent(tmp_path):
    """The CPU time of a run (`time sohoa run`, `bench.line`) has that of its ended workers."""
    (tmp_path / "tests_spender.py").write_text(SPENDER)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).resolve().parents[2])])
    done = subprocess.run(
        [sys.executable, str(tmp_path / "tests_spender.py")],
        env={**os.environ, "PYTHONPATH": path},
        check=True,
        capture_output=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    of_all = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert of_all - float(done.stdout) > SPENT_SECONDS


#: Much more than it takes a program to end, which comes after it has told its time.
SPENT_SECONDS = 1
SPENDER = f"""
import time
from sohoa.work.pool import WorkerPool, Job
def spend():
    while time.process_time() < {SPENT_SECONDS}:
        pass
if __name__ == "__main__":
    with WorkerPool(workers=1, memory_limit_mb=1024) as pool:
        list(pool.run([Job.of("1", __import__("tests_spender").spend)], seconds=60))
    print(time.process_time())
"""


def _children(pid: int, *, at_least: int, settled_seconds: float = 1) -> list[psutil.Process]:
    """The parent's children once they are at work."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        children = psutil.Process(pid).children(recursive=True)
        if len(children) >= at_least:
            time.sleep(settled_seconds)
            return children
        time.sleep(0.1)
    raise AssertionError("the workers did not start")


def test_what_pillow_thinks_of_a_scan_is_not_for_the_screen(capfd, tmp_path):
    """Neither its warnings nor its log reach the screen of whoever runs a batch."""
    with pytest.warns(UserWarning, match="Truncated File Read"):
        complain()
    capfd.readouterr()
    with WorkerPool(workers=1, memory_limit_mb=1024) as pool:
        jobs = [Job.of("1", aside, str(tmp_path / "said")), Job.of("2", complain)]
        results = list(pool.run(jobs, seconds=60))

    said = capfd.readouterr().err + (tmp_path / "said").read_text(encoding="utf-8")
    assert [result for _job, result in results] == [1, 1]
    assert "this is heard" in said
    assert not {"Truncated", "hostile"} & set(said.split())


def aside(path: str) -> int:
    """Let the worker's screen be a file: it is that of the first worker of this process."""
    os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), 2)
    os.write(2, b"this is heard\n")
    return 1
