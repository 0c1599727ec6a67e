"""Folders of real files, taken in under the limits of a worker, for all who look at the outcome."""

from __future__ import annotations

import pickle
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from intake_samples import take

from sohoa.domain.errors import ItemError
from sohoa.domain.stage_results import ScannedDocument
from sohoa.work.pool import forking
from sohoa.work.reading import judge_signatures

GROWTH_BYTES = 1536 << 20
_OUTCOMES = "outcomes.pickle"
#: The document or the code of its refusal, and how many seconds it took.
Outcome = tuple[ScannedDocument | str, float]


def limit_memory() -> None:
    """Let a worker's address space grow by no more than 1.5 GB."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + GROWTH_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def outcome_of(path: Path, pages_dir: Path, *, is_judged: bool) -> tuple[str, Outcome]:
    """Take one file in, as the document of its name; its signatures are judged, or hold."""
    began = time.perf_counter()
    judge = {"judge_signatures": judge_signatures} if is_judged else {}
    try:
        inbox = pages_dir / "inbox"
        inbox.mkdir(parents=True)
        master = inbox / path.name
        master.write_bytes(path.read_bytes())
        result: ScannedDocument | str = take(master, document_id=path.stem, **judge)
    except ItemError as error:
        result = error.code
    return path.name, (result, time.perf_counter() - began)


def taken_in(
    once: Callable[[str, Callable[[Path], object]], Path], folder: Path, *, is_judged: bool
) -> dict[str, Outcome]:
    """File name -> outcome, of all files of a folder, taken in once by one limited worker."""

    def take_all(target: Path) -> None:
        files = [path for path in sorted(folder.iterdir()) if path.suffix not in {".csv", ".txt"}]
        folders = [target / str(number) for number in range(len(files))]
        target.mkdir()
        with ProcessPoolExecutor(1, mp_context=forking(), initializer=limit_memory) as pool:
            found = dict(pool.map(partial(outcome_of, is_judged=is_judged), files, folders))
        (target / _OUTCOMES).write_bytes(pickle.dumps(found))

    made = once(f"taken-in-{folder.name}", take_all)
    found: dict[str, Outcome] = pickle.loads((made / _OUTCOMES).read_bytes())
    return found
