"""`python -m bench.large`: long and heavy documents are made, proven, verified in bounded memory.

1,200 pages, 300 MB and more, and one just small enough for the validator that reads a file as a
whole (`pdfa.second_validator_max_mb`). Each is built, signed by operator and agency at B-LTA with
the test PKI (and read back), proven and archived, and verified, quickly and deeply; each step in a
process of its own whose memory is measured. Claim checked (issue 4): no more than 400 MB, however
large the document, and 600 MB where the validator reads it.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from PIL import Image

from bench.verifying import signing

_TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(_TESTS), str(_TESTS / "unit")]
from audit_samples import Page, SmallOffice, this_second  # noqa: E402 - the tests' own small office
from pdfa_samples import draw_page  # noqa: E402
from pki import running_pki  # noqa: E402

from sohoa.domain.trust import Level  # noqa: E402

MOST_MB, MOST_VALIDATED_MB = 400, 600
_LARGE_SIDE = 4960, 7016  # A4 at 600 dpi
_STEPS = "build", "sign", "prove", "quick", "deep"


def main() -> None:
    """Measure and print; the exit code is 1 if the claim does not hold."""
    heads = "".join(f"{step + ' MB':>10} {'s':>5}" for step in _STEPS)
    print(f"{'document':16} {'MB':>6}{heads}")
    held = True
    documents = (
        ("1,200 pages", many_pages, MOST_MB),
        ("300 MB", heavy_pages, MOST_MB),
        ("100 MB", validated_pages, MOST_VALIDATED_MB),
    )
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        (Path(folder) / "pki").mkdir()
        with running_pki(Path(folder) / "pki") as pki:
            for name, draw, most in documents:
                settings = signing(pki, Level.B_LTA)
                office = SmallOffice(Path(folder) / name, this_second(), settings, draw=draw)
                size, steps = measure(office)
                shown = "".join(f"{peak:10.0f} {seconds:5.1f}" for peak, seconds in steps)
                print(f"{name:16} {size:6.0f}{shown}")
                held &= all(peak <= most for peak, _seconds in steps)
    raise SystemExit(0 if held else 1)


def measure(office: SmallOffice) -> tuple[float, list[tuple[float, float]]]:
    """Size in MB, and of each step the peak memory in MB and the CPU seconds."""
    archival, *built = apart(office.built, office.read(1))
    signed, *signed_in = apart(office.sign, archival)
    record, *proven = apart(office.store, signed)
    quick = apart(verify, office, deep=False)[1:]
    deep = apart(verify, office, deep=True)[1:]
    size = record.archive_path.stat().st_size / 1e6
    return size, [(one[0], one[1]) for one in (built, signed_in, proven, quick, deep)]


def verify(office: SmallOffice, *, deep: bool) -> None:
    """Verify the archive; it must be whole."""
    if not office.verify(deep=deep).is_whole:
        raise SystemExit("the archive is not whole")


def apart(step: Callable[..., Any], *arguments: Any, **options: Any) -> tuple[Any, float, float]:
    """A step in a process of its own: its result, peak memory in MB, CPU seconds."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_measured, step, arguments, options).result()


def _measured(
    step: Callable[..., Any], arguments: Sequence[Any], options: dict[str, Any]
) -> tuple[Any, float, float]:
    began = time.process_time()
    result = step(*arguments, **options)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    peak = int(status["VmHWM"].split()[0]) / 1024  # getrusage would count the parent's before exec
    return result, peak, time.process_time() - began


def many_pages(number: int) -> Sequence[Page]:
    """1,200 pages with text."""
    return [
        draw_page((f"Văn bản {number}", f"Trang {page} trên 1200"), size=(413, 585))
        for page in range(1, 1201)
    ]


def heavy_pages(number: int) -> Sequence[Page]:
    """Pages of noise that no picture format makes small: more than 300 MB."""
    noise = Image.effect_noise(_LARGE_SIDE, 90).convert("RGB")
    _, lines = draw_page((f"Văn bản {number}",), size=_LARGE_SIDE)
    return [(noise, lines)] * 22


def validated_pages(number: int) -> Sequence[Page]:
    """Fewer of them: as much as the validator that reads a file as a whole is given."""
    return heavy_pages(number)[:5]


if __name__ == "__main__":
    main()
