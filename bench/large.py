"""`python -m bench.large`: a 1,200-page and a 300 MB document prove and verify in bounded memory.

Each is built, signed by operator and agency at B-LTA with the test PKI and archived; then it is
verified, quickly and deeply, each time in a process of its own whose memory is measured. Claim
checked (issue 4): no more than 400 MB, however large the document.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from bench.verifying import NOW, signing

_TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(_TESTS), str(_TESTS / "unit")]
from audit_samples import Page, SmallOffice  # noqa: E402 - the tests' own small office
from pdfa_samples import draw_page  # noqa: E402
from pki import running_pki  # noqa: E402

from sohoa.sign.settings import Level  # noqa: E402

MOST_MB = 400
_LARGE_SIDE = 4960, 7016  # A4 at 600 dpi
_PROBE = """
import json, sys, time
from pathlib import Path
from sohoa.audit.archive import Choice, verify_archive
from sohoa.audit.jobs import Court
from sohoa.audit.records import Question
from sohoa.workspace import Workspace
sys.path[:0] = [{tests!r}, {unit!r}]
from audit_samples import InlineCrew
office = Workspace(Path({root!r}))
court = Court((bytes.fromhex({anchor!r}),))
began = time.process_time()
verdicts = list(verify_archive(office, Choice(), court=court, question=Question(deep={deep}),
                               crew=InlineCrew(), seconds=600))
assert all(one.is_whole for one in verdicts), verdicts
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
peak = int(status["VmHWM"].split()[0]) / 1024  # getrusage would count the parent's before exec
print(json.dumps([peak, time.process_time() - began]))
"""


def main() -> None:
    """Measure and print; the exit code is 1 if the claim does not hold."""
    print(f"{'document':16} {'MB':>6} {'making s':>8} {'quick MB':>9} {'s':>6} "
          f"{'deep MB':>8} {'s':>6}")  # fmt: skip
    held = True
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        (Path(folder) / "pki").mkdir()
        with running_pki(Path(folder) / "pki") as pki:
            settings = signing(pki, Level.B_LTA)
            for name, draw in (("1,200 pages", many_pages), ("300 MB", heavy_pages)):
                began = time.perf_counter()
                office = SmallOffice(Path(folder) / name, NOW, settings, draw=draw)
                size = office.archive(1).archive_path.stat().st_size / 1e6
                made = time.perf_counter() - began
                quick, deep = probe(office, deep=False), probe(office, deep=True)
                print(f"{name:16} {size:6.0f} {made:8.0f} {quick[0]:9.0f} {quick[1]:6.1f} "
                      f"{deep[0]:8.0f} {deep[1]:6.1f}")  # fmt: skip
                held &= quick[0] <= MOST_MB and deep[0] <= MOST_MB
    raise SystemExit(0 if held else 1)


def probe(office: SmallOffice, *, deep: bool) -> tuple[float, float]:
    """Peak memory in MB and CPU seconds of verifying an archive in a process of its own."""
    values = {
        "tests": str(_TESTS),
        "unit": str(_TESTS / "unit"),
        "root": str(office.root),
        "anchor": next(root.hex() for root in office.court.roots if root in _roots_of(office)),
        "deep": deep,
    }
    done = subprocess.run(
        [sys.executable, "-c", _PROBE.format(**values)],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    peak, seconds = json.loads(done.stdout)
    return peak, seconds


def _roots_of(office: SmallOffice) -> Sequence[bytes]:
    return [path.read_bytes() for path in office.settings.sign.trust.roots]


def many_pages(number: int) -> Sequence[Page]:
    """1,200 pages with text."""
    return [
        draw_page((f"Văn bản {number}", f"Trang {page} trên 1200"), size=(413, 585))
        for page in range(1, 1201)
    ]


def heavy_pages(number: int) -> Sequence[Page]:
    """Pages of noise that no picture format makes small: about 300 MB."""
    noise = Image.effect_noise(_LARGE_SIDE, 90).convert("RGB")
    _, lines = draw_page((f"Văn bản {number}",), size=_LARGE_SIDE)
    return [(noise, lines)] * 22


if __name__ == "__main__":
    main()
