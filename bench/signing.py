"""`python -m bench.signing`: documents signed per second on one core, by level and signatures.

Claim checked (issue 4): PAdES B-T with a local time-stamp service and PKCS#12 keys, at least
ten documents a second on one core, with both signatures (operator and agency). The time-stamp
service is the test PKI in a process of its own, on the other cores; every document is read back
and verified as in the line. Judged by the core's time: while one worker waits for the service,
another works. What passes on the clock stands beside it; on a shared machine it is not ours alone.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from sohoa.domain.stage_results import ArchivalPdf
from sohoa.domain.trust import Level
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign.settings import (
    CIRCULAR_01,
    DECREE_30,
    KeySettings,
    ProfileSettings,
    SignSettings,
    TimeSettings,
    TrustSettings,
)
from sohoa.sign.signer import sign_pdf
from sohoa.sign.signing_session import SigningSession

TESTS = Path(__file__).resolve().parents[1] / "tests"
LEAST_PER_SECOND = 10.0
AGENCY = "Sở Văn hóa, Thể thao và Du lịch tỉnh Bình Dương"
DOCUMENTS, PAGES = 20, 5
#: The best of some rounds counts: other work on the machine only ever adds time.
ROUNDS = 4


def main() -> None:
    """Measure and print; the exit code is 1 if the claim does not hold."""
    sys.path += [str(TESTS), str(TESTS / "unit")]
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as place:
        folder = Path(place)
        archival = _archival(folder)
        size = archival.path.stat().st_size
        print(f"{PAGES} pages, {size / 1024:.0f} KB, RSA-2048 (agency), P-256 (operator)\n")
        heads = f"{'a core':>8} {'CPU ms':>8} {'on the clock':>13} {'added KB':>9}"
        print(f"{'level':12} {'signatures':22} {heads}")
        with _pki(folder / "pki") as url:
            os.sched_setaffinity(0, cores[:1])
            rates = {
                (level, profile.name): _measure(archival, folder, url, level, profile)
                for level in Level
                for profile in (DECREE_30, CIRCULAR_01)
            }
    claimed = rates[Level.B_T, CIRCULAR_01.name]
    print(
        f"\nB-T, both signatures: {claimed:.1f} a second on one core; at least {LEAST_PER_SECOND:g}"
    )
    raise SystemExit(0 if claimed >= LEAST_PER_SECOND else 1)


def _measure(
    archival: ArchivalPdf, folder: Path, url: str, level: Level, profile: ProfileSettings
) -> float:
    """Sign again and again; print a row and give the documents per second of one core."""
    keys = folder / "pki"
    settings = SignSettings(
        key=KeySettings(kind="pkcs12", path=keys / "agency.p12"),
        operator_key=KeySettings(kind="pkcs12", path=keys / "operator.p12"),
        profiles=(profile,),
        time=TimeSettings(level=level, tsa_url=f"{url}/office/tsa/tsa"),
        trust=TrustSettings(roots=(keys / "root.crt",)),
    )
    target = folder / "signed.pdf"
    with SigningSession.open(settings, default_path=folder, roles=profile.signatures) as session:

        def sign() -> set[str]:
            signed = sign_pdf(
                archival,
                target,
                session=session,
                agency_name=AGENCY,
                signed_at=dt.datetime.now(dt.UTC),
                font_dir=folder / "fonts",
            )
            return {note.level for note in signed.signatures}

        sign()  # the font is cut, the status asked for
        rounds = [_timed(sign) for _ in range(ROUNDS)]
    reached = {one for _wall, _work, levels in rounds for one in levels}
    wall, work = min(one[0] for one in rounds), min(one[1] for one in rounds)
    if reached != {level.value}:
        raise SystemExit(f"asked for {level}, reached {reached}")
    added = (target.stat().st_size - archival.path.stat().st_size) / 1024
    each = work / DOCUMENTS * 1000
    figures = f"{1000 / each:8.1f} {each:8.0f} {DOCUMENTS / wall:13.1f} {added:9.0f}"
    print(f"{level:12} {' + '.join(profile.signatures):22} {figures}")
    return DOCUMENTS / work


def _timed(sign: Callable[[], set[str]]) -> tuple[float, float, set[str]]:
    """Seconds on the wall, seconds of work, and the levels reached, of one round."""
    wall, work = time.perf_counter(), time.process_time()
    reached = {one for _ in range(DOCUMENTS) for one in sign()}
    return time.perf_counter() - wall, time.process_time() - work, reached


def _archival(folder: Path) -> ArchivalPdf:
    """A document as the line makes it: scanned pages with a text layer."""
    from pdfa_samples import draw_page, read_document, read_page  # noqa: PLC0415 - on the path now

    pages = []
    for number in range(PAGES):
        picture, *rest = draw_page()
        noise = Image.effect_noise(picture.size, 24).convert("RGB")
        (folder / str(number)).mkdir()
        pages.append(read_page(folder / str(number), Image.blend(picture, noise, 0.1), *rest))
    read = read_document(*pages)
    settings = PdfaSettings()
    return build_pdfa(read, folder / "a.pdf", settings=settings, producer="x")


@contextmanager
def _pki(folder: Path) -> Iterator[str]:
    """The test PKI as a process of its own; gives its address."""
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "pki", str(folder)],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        if server.stdout is None or server.stdin is None:
            raise SystemExit("the test PKI did not start")
        yield server.stdout.readline().strip()
        server.stdin.close()


if __name__ == "__main__":
    main()
