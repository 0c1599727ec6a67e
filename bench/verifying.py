"""`python -m bench.verifying`: how many archived documents one core verifies in a second.

Claim checked (issue 4): at least 30 a second with caches warm. A document has five pages, some
1.4 MB; it is signed by operator and agency with keys and time stamps of the test PKI, at every
level, and once renewed for ten years. What is measured is what `sohoa verify` does to a record:
digest of every byte, receipt, manifest, catalogue row, both signatures, their time stamps and
certificates, what was added after each. PDF/A is taken from the receipt, whose digest the bytes
have; `--deep`, which asks the validator again, is shown beside it. Memory is the process's own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from sohoa.audit.archive import Choice, archived_rows, verify_archive
from sohoa.audit.asked import Question
from sohoa.domain.trust import Level
from sohoa.sign.settings import (
    CIRCULAR_01,
    DECREE_30,
    KeySettings,
    SignSettings,
    TimeSettings,
    TrustSettings,
)
from sohoa.sign.trust_store import TrustStore

_TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(_TESTS), str(_TESTS / "unit")]
from audit_samples import (  # noqa: E402 - the tests' own small office
    InlineCrew,
    SmallOffice,
    this_second,
)
from pdfa_samples import draw_page  # noqa: E402
from pki import Pki, running_pki  # noqa: E402

LEAST_A_SECOND = 30
PAGES, SIZE = 5, (1240, 1754)


def main() -> None:
    """Measure and print; the exit code is 1 if the claim does not hold."""
    parser = argparse.ArgumentParser(prog="bench.verifying", description=__doc__)
    parser.add_argument("--documents", type=int, default=8, help="documents per kind")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is verified")
    arguments = parser.parse_args()
    print(f"{'signed':28} {'MB':>6} {'docs/s':>7} {'ms CPU':>7} {'deep ms':>8} {'peak MB':>8}")
    held = True
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        (Path(folder) / "pki").mkdir()
        with running_pki(Path(folder) / "pki") as pki:
            for name, office, at in offices(Path(folder), pki, arguments.documents):
                held &= report(name, office, at, arguments.rounds)
    raise SystemExit(0 if held else 1)


def offices(
    folder: Path, pki: Pki, documents: int
) -> Iterator[tuple[str, SmallOffice, dt.datetime]]:
    """One small office per kind of signature, and the time it is verified at."""
    office = filled(folder / "one", signing(pki, Level.B_B, alone=True), documents)
    yield "agency, B-B", office, office.now
    for level in Level:
        office = filled(folder / level.value, signing(pki, level), documents)
        yield f"operator + agency, {level.value[6:]}", office, office.now
    later = dt.datetime(2029, 6, 1, tzinfo=dt.UTC)
    pki.now = later
    office.signing = signing(pki, Level.B_LTA, url=pki.tsa2_url)
    office = SmallOffice(office.root, office.now, office.signing)
    if office.renew(at=later).failures:
        raise SystemExit("renewal failed")
    yield "the same, renewed in 2029", office, dt.datetime(2035, 1, 1, tzinfo=dt.UTC)


def signing(pki: Pki, level: Level, *, alone: bool = False, url: str | None = None) -> SignSettings:
    """The test PKI's keys and servers."""
    return SignSettings(
        key=KeySettings(kind="pkcs12", path=pki.key_file("agency")),
        operator_key=KeySettings(kind="pkcs12", path=pki.key_file("operator")),
        profiles=(DECREE_30,) if alone else (CIRCULAR_01,),
        time=TimeSettings(level=level, tsa_url=url or pki.tsa_url),
        trust=TrustSettings(roots=(pki.root_file,)),
    )


def filled(root: Path, settings: SignSettings, documents: int) -> SmallOffice:
    """An office with so many archived documents."""
    root.mkdir()
    office = SmallOffice(root, this_second(), settings, draw=noisy_pages)
    for number in range(1, documents + 1):
        office.archive(number)
    return office


def noisy_pages(number: int) -> Sequence[tuple[Image.Image, tuple[Any, ...]]]:
    """Five pages with the noise of a scanner."""
    noise = Image.effect_noise(SIZE, 28).convert("RGB")
    pages = []
    for page in range(1, PAGES + 1):
        picture, lines = draw_page((f"Văn bản số {number}, trang {page}",), size=SIZE)
        pages.append((Image.blend(picture, noise, 0.3), lines))
    return pages


def report(name: str, office: SmallOffice, at: dt.datetime, rounds: int) -> bool:
    """Print one row and say whether the claim holds for it."""
    rows = archived_rows(office.office, Choice())
    megabytes = sum(row.size_bytes or 0 for row in rows) / len(rows) / 1e6
    trust = TrustStore.of_office(
        office.settings.sign,
        key_path=office.office.development_key_path,
        trust_dir=office.office.trust_dir,
    )
    milliseconds = cpu_per_document(office, trust, office.question(at, deep=False), rounds)
    deep = cpu_per_document(office, trust, office.question(at, deep=True), 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    per_second = 1000 / milliseconds
    print(f"{name:28} {megabytes:6.1f} {per_second:7.0f} {milliseconds:7.1f} {deep:8.0f} "
          f"{peak:8.0f}")  # fmt: skip
    return per_second >= LEAST_A_SECOND


def cpu_per_document(
    office: SmallOffice, trust: TrustStore, question: Question, rounds: int
) -> float:
    """CPU milliseconds per document in this process, after one round that warms the caches."""
    verify(office, trust, question)
    began = time.process_time()
    count = sum(verify(office, trust, question) for _ in range(rounds))
    return (time.process_time() - began) / count * 1000


def verify(office: SmallOffice, trust: TrustStore, question: Question) -> int:
    """Verify an office's archive; how many documents it has."""
    verdicts = list(
        verify_archive(
            office.office, Choice(), trust=trust, question=question, pool=InlineCrew(), seconds=60
        )
    )
    if not all(verdict.is_whole for verdict in verdicts):
        raise SystemExit(f"not whole: {verdicts}")
    return len(verdicts)


if __name__ == "__main__":
    main()
