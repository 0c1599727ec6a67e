"""Hostile PDFs through intake and pdfa: each ends clean or refused, in bounded memory and time."""

from __future__ import annotations

import re
import resource
import time
import types
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from acting_pdfs import ACTING, scan, written
from hostile_pdfs import ENDLESS, write_all
from intake_samples import master, take
from pdfa_samples import sha256

from sohoa.active_content import active_kinds_of
from sohoa.alto import encode
from sohoa.domain.errors import ActiveContentError, ActiveContentLeftError, ItemError
from sohoa.domain.stage_results import (
    HeaderFields,
    PageText,
    ReadDocument,
    ReadPage,
    ScannedDocument,
)
from sohoa.intake.settings import IntakeSettings
from sohoa.pdfa import builder
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.work.pool import forking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]

GROWTH_BYTES = 1536 << 20
MOST_SECONDS = 60
#: What a worker may take: the limits on what unfolds, seen from outside.
MOST_RESIDENT_MB = 700
#: poppler would draw some for ever; a minute each is too long for a test.
QUICK = IntakeSettings(rasterize_seconds=2)


def limit_memory() -> None:
    """Let a worker's address space grow by no more than 1.5 GB."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + GROWTH_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def archive(scanned: ScannedDocument, folder: Path) -> Path:
    """The archival PDF of a document in which nothing was read."""
    pages = []
    for image in scanned.pages[:3]:
        wide, high = image.width_px, image.height_px
        if image.turn % 180:
            wide, high = high, wide
        text = encode(PageText(image.sha256, wide, high, image.turn, "t", (), 0.0))
        path = folder / f"{image.page_id}.json"
        path.write_bytes(text)
        pages.append(ReadPage(image, path, sha256(text), image.turn, 0, 0.0))
    read = ReadDocument(scanned, tuple(pages), HeaderFields(), 0.0)
    target = folder / "archive.pdf"
    build_pdfa(read, target, settings=PdfaSettings(), producer="Sohoa")
    return target


def outcome_of(path: Path, folder: Path) -> tuple[str, str, frozenset[str], float, int]:
    """Take one in and archive it: name, code of refusal, what acts in the result, cost."""
    began, code, kinds = time.perf_counter(), "", frozenset[str]()
    folder.mkdir(parents=True)
    try:
        scanned = take(master(folder, path.name, path.read_bytes()), settings=QUICK)
        if scanned.kept_original:
            code = "kept"
        kinds = active_kinds_of(archive(scanned, folder))
    except ItemError as error:
        code = error.code
    # not ru_maxrss: that begins with the memory of the process which started this one
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) >> 10
    return path.stem, code, kinds, time.perf_counter() - began, peak


def run_all(paths: list[Path], folder: Path) -> dict[str, tuple[str, frozenset[str], float, int]]:
    """All of them through one limited worker, which must live through all."""
    with ProcessPoolExecutor(1, mp_context=forking(), initializer=limit_memory) as pool:
        folders = [folder / str(number) for number in range(len(paths))]
        return {name: rest for name, *rest in pool.map(outcome_of, paths, folders)}  # type: ignore[misc]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What became of each hostile PDF."""
    folder = tmp_path_factory.mktemp("hostile")
    # made in a process of its own: in this one intake may have told qpdf its limits already
    with ProcessPoolExecutor(1, mp_context=forking()) as maker:
        paths = maker.submit(write_all, folder / "made").result()
    return run_all(paths, folder)


@pytest.mark.parametrize("name", [*ACTING, *ENDLESS])
def test_none_gets_through(outcomes, name):
    """Archived without anything that acts, or refused with a code; the worker stays small."""
    code, kinds, seconds, peak_mb = outcomes[name]

    assert kinds == frozenset()
    assert seconds < MOST_SECONDS
    assert peak_mb < MOST_RESIDENT_MB
    if name in ACTING:
        refusal = {"xfa": "INTAKE-013", "outside-picture": "INTAKE-003"}
        assert code == refusal.get(name, "")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("own-parent", "INTAKE-012"),
        ("pages-in-a-ring", "INTAKE-012"),
        ("one-page-shared", "INTAKE-024"),
        ("false-count", "INTAKE-011"),
        ("xref-bomb", "INTAKE-012"),
        ("xref-bomb-twice", "INTAKE-012"),
        ("object-stream-bomb", "INTAKE-012"),
        ("object-stream-bomb-twice", "INTAKE-012"),
        ("picture-bomb", "INTAKE-003"),
        ("jpeg-of-no-end", "INTAKE-005"),
        ("forms-that-double", "WORK-002"),
        ("shadow-script", ""),
    ],
)
def test_the_reason_is_the_true_one(outcomes, name, code):
    """Each is refused for what is wrong with it."""
    assert outcomes[name][0] == code


@pytest.mark.parametrize("name", ACTING)
def test_every_kind_is_recognized(tmp_path, name):
    """The check is not blind: before it was cleaned each file was seen for what it is."""
    make, kind = ACTING[name]
    path = tmp_path / "a.pdf"
    path.write_bytes(make())

    assert kind in active_kinds_of(path)


def test_an_honest_scan_is_clean(tmp_path):
    """A table of contents that turns to its pages, and opening on one of them, are no danger."""
    pdf = scan()
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("1", 0))
    (tmp_path / "a.pdf").write_bytes(written(pdf))

    assert active_kinds_of(tmp_path / "a.pdf") == frozenset()


@pytest.fixture
def signed(tmp_path) -> Callable[[str], Path]:
    """A PDF that acts, with a signature field that was filled in."""

    def make(name: str) -> Path:
        with pikepdf.open(master(tmp_path, "a.pdf", ACTING[name][0]())) as pdf:
            value = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Sig))
            field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="s", V=value)
            pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)], SigFlags=3)
            return master(tmp_path, "b.pdf", written(pdf))

    return make


@pytest.mark.parametrize("name", ["open-script", "attachment", "link-submit", "rich-media"])
def test_a_signed_pdf_that_acts_is_refused(signed, name):
    """Its bytes would have to be kept; a person decides, and the settings can."""
    path = signed(name)

    with pytest.raises(ActiveContentError) as caught:
        take(path)
    kept = take(path, settings=IntakeSettings(active_signed="keep"))

    assert ACTING[name][1] in caught.value.details["kinds"]
    assert kept.kept_original
    assert "active-content-kept" in {finding.code for finding in kept.findings}


def test_a_signed_pdf_with_a_link_is_kept(signed):
    """A link waits for a click and shows where it leads; half of all typed letters have one."""
    document = take(signed("link-uri"))

    assert document.kept_original
    assert ("active-content-kept", "URI") in {(one.code, one.value) for one in document.findings}


def test_what_was_made_is_looked_at(tmp_path, monkeypatch):
    """Should anything that acts get into what we write, past the validator, it gets no name."""
    scanned, honest = take(master(tmp_path, "a.pdf", written(scan()))), builder.srgb_intent

    def poisoned(pdf: pikepdf.Pdf) -> pikepdf.Object:
        pdf.Root.Extra = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://a.invalid")
        return honest(pdf)

    monkeypatch.setattr(builder, "srgb_intent", poisoned)
    monkeypatch.setattr(
        "pikepdf.pdfa.validate_written", lambda *_a: types.SimpleNamespace(findings=())
    )
    with pytest.raises(ActiveContentLeftError, match="URI"):
        archive(scanned, tmp_path)

    assert not (tmp_path / "archive.pdf").exists()


@pytest.mark.real
@pytest.mark.timeout(300)
def test_no_file_of_the_torture_set_gets_through(shared_data, tmp_path):
    """All PDFs of the set: archived clean, kept because signed, or refused with a code."""
    paths = sorted((shared_data / "torture").glob("*.pdf"))

    results = run_all(paths, tmp_path)

    assert len(results) == len(paths)
    unclean = {name: result for name, result in results.items() if result[1]}
    assert {name for name, (code, *_rest) in results.items() if code not in ("", "kept")}
    assert all(results[name][0] == "kept" for name in unclean)
    assert {kind for result in unclean.values() for kind in result[1]} <= {"URI"}
    assert max(result[3] for result in results.values()) < MOST_RESIDENT_MB
