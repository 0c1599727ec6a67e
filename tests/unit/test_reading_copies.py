"""The PDF/A beside a signed paper that never was paper: made, proven, told, and guarded."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from audit_samples import BATCH, SmallOffice, this_second
from electronic_samples import (
    built,
    finished,
    only,
    read,
    signed_permit,
    typed,
    with_pages,
    without_copy,
)
from line_samples import leave_results
from signed_pdfs import a_scan, saved, saved_anew, signed

from sohoa.archive.manifest import MANIFEST_NAME, manifest_content
from sohoa.archive.placing import reading_path
from sohoa.archive.receipt import decode_receipt, encode_receipt, read_receipt, receipt_path
from sohoa.audit.asked import Question
from sohoa.audit.files import verify_file
from sohoa.audit.repair import repair_archive
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.custody import Decision
from sohoa.domain.errors import ArchiveConflictError, ExitCode, FixityError
from sohoa.domain.findings import finding_advice, finding_text
from sohoa.domain.identifiers import reading_name
from sohoa.domain.stage_results import CatalogueRecord, Finding, SignedPdf
from sohoa.domain.stations import Station
from sohoa.durable import sha256_of
from sohoa.language import _
from sohoa.pdfa.own_words import own_words
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.text import extract_text
from sohoa.pdfa.validation import validate_pdfa
from sohoa.sign.anchors import anchors_of
from sohoa.use_cases.tidying import tidy
from sohoa.work.archive_home import keep_trails, require_archive
from sohoa.work.jobs import build_pdfa_job
from sohoa.work.proving import prove_signed
from sohoa.work_settings import WorkSettings
from sohoa.workspace import BatchFolder

pytestmark = pytest.mark.usefixtures("english")

ONE, OTHER = "215.pdf", "216.pdf"


@pytest.fixture(scope="module")
def archived(tmp_path_factory) -> SmallOffice:
    """An office with two signed permits that never were paper."""
    office = SmallOffice(tmp_path_factory.mktemp("made") / "office", this_second())
    for name in (ONE, OTHER):
        document = read(office, name, signed_permit(name.removesuffix(".pdf")))
        office.store(finished(office, built(office, document)))
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        require_archive(office.office, catalogue)
    return office


@pytest.fixture
def office(archived, tmp_path) -> SmallOffice:
    """A copy of it, to do harm to."""
    shutil.copytree(archived.root, tmp_path / "office")
    copied = SmallOffice(tmp_path / "office", archived.now)
    for record in archived.records:
        place = copied.archive_dir / record.archive_path.relative_to(archived.archive_dir)
        copied.records.append(replace(record, archive_path=place))
    for path in copied.archive_dir.rglob("*.*"):
        path.chmod(0o644)
    return copied


@pytest.fixture
def empty(tmp_path) -> SmallOffice:
    """An office with nothing in it."""
    return SmallOffice(tmp_path / "office", this_second())


def copy_of(office: SmallOffice, number: int = 0) -> Path:
    """Where a record's reading copy lies."""
    return reading_path(office.records[number].archive_path)


def codes(office: SmallOffice, *, deep: bool = False) -> set[str]:
    """All that is wrong in the archive; every problem has words."""
    found = office.verify(deep=deep)
    problems = [one for verdict in found.verdicts for one in verdict.problems]
    problems += [one for unit in found.units for one in unit.problems]
    assert all(problem.text for problem in problems)
    return {problem.code for problem in problems} | {
        "unknown-file" for _path in found.unknown_files
    }


def said_everywhere(office: SmallOffice, content: bytes, *, receipt: bool = True) -> None:
    """Put other bytes in place of a copy, and let every witness agree with them."""
    copy, record = copy_of(office), office.records[0]
    copy.write_bytes(content)
    digest, path = sha256_of(copy), receipt_path(record.archive_path)
    values = {"reading_sha256": digest, "reading_bytes": len(content)}
    if receipt:
        told = json.loads(path.read_text())
        told["proof"]["reading"] |= {"sha256": digest, "size_bytes": len(content)}
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        values["receipt_sha256"] = sha256_of(path)
    set_row(office, **values)


def set_row(office: SmallOffice, **values: object) -> None:
    """Change columns of the first record, and list its file unit again."""
    identity = office.records[0].signed.archival.read.scanned.document_id
    names = ", ".join(f"{name} = ?" for name in values)
    with sqlite3.connect(office.office.catalogue_path) as connection:
        connection.execute(
            f"UPDATE documents SET {names} WHERE document_id = ?",  # noqa: S608
            (*values.values(), identity),
        )
    connection.close()
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        members = catalogue.file_unit_members(office.records[0].file_code)
    (copy_of(office).parent / MANIFEST_NAME).write_bytes(manifest_content(members))


# --- what it is ----------------------------------------------------------------------------


def test_it_lies_beside_the_original_and_shows_what_it_shows(archived):
    """The original byte for byte; beside it PDF/A with its text, unsigned, that names it."""
    record, copy = archived.records[0], copy_of(archived)
    master = archived.office.inbox_dir / BATCH / ONE

    assert record.archive_path.read_bytes() == master.read_bytes()
    assert copy.name == record.archive_path.stem + ".reading.pdf"
    assert copy.stat().st_mode & 0o222 == 0
    assert validate_pdfa(copy, signed=False) == ()
    assert "Cho phép tổ chức biểu diễn nghệ thuật" in " ".join(extract_text(copy).split())
    words = own_words(copy)
    assert words.original_sha256 == record.signed.sha256 == sha256_of(record.archive_path)
    assert (words.identifier, words.page_count, words.signed) == (
        record.signed.archival.read.scanned.document_id,
        1,
        (),
    )
    assert words.title.startswith("Bản đọc: ")
    with pikepdf.open(copy) as pdf:
        assert record.signed.sha256 in str(pdf.docinfo["/Subject"])


def test_every_witness_knows_it(archived):
    """Receipt, manifest, catalogue; quickly and deep all is whole, and no file is unknown."""
    record, copy = archived.records[0], copy_of(archived)
    receipt = read_receipt(receipt_path(record.archive_path))
    manifest = (copy.parent / MANIFEST_NAME).read_text()
    with CatalogueReader.open(archived.office.catalogue_url) as reader:
        row = reader.document(copy.name)

    assert receipt.proof.reading.sha256 == row.reading_sha256 == sha256_of(copy)
    assert receipt.proof.reading.size_bytes == row.reading_bytes == copy.stat().st_size
    assert (receipt.proof.reading.page_count, row.page_count) == (1, 1)
    assert receipt.proof.reading.pdfa.result == "valid"
    assert f"{sha256_of(copy)}  {copy.name}\n" in manifest
    assert archived.archive_dir / row.reading_path == copy
    assert codes(archived) == codes(archived, deep=True) == set()


def test_made_again_it_is_the_same(archived, tmp_path):
    """Of the same pages the same bytes: a killed run that is run again finds what it placed."""
    document = archived.records[0].signed.archival.read

    again = build_pdfa_job(document, target=tmp_path / "x.pdf", settings=PdfaSettings())

    assert again.reading.sha256 == archived.records[0].reading_sha256


def test_it_is_shown_where_the_record_is(archived, capsys):
    """`show` by the copy's name too, `list`, `search`, as text and as JSON."""
    copy, home = copy_of(archived), ["--home", str(archived.root)]

    for command in (["show", copy.name], ["search", "215/GP-SVHTTDL"]):
        assert run([*home, *command]) == ExitCode.DONE
        assert str(copy) in capsys.readouterr().out
    run([*home, "list", "--json"])
    rows = json.loads(capsys.readouterr().out)
    paths = {archived.archive_dir / row["reading_copy"]["archive_path"] for row in rows}
    assert paths == {copy_of(archived, 0), copy_of(archived, 1)}
    run([*home, "search", "216/GP-SVHTTDL", "--json"])
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert archived.archive_dir / hit["reading_path"] == copy_of(archived, 1)


def test_asked_about_alone(archived, tmp_path, capsys):
    """In the archive it means its record; elsewhere it proves nothing, and says what does."""
    copy = copy_of(archived)
    assert run(["--home", str(archived.root), "verify", str(copy)]) == ExitCode.DONE
    capsys.readouterr()
    outside = Path(shutil.copy(copy, tmp_path))

    found = verify_file(
        outside, anchors=anchors_of(archived.trust), question=Question(archived.now)
    )

    (problem,) = found.problems
    assert problem.code == "reading-alone"
    assert archived.records[0].signed.sha256 in problem.text


# --- of what one is made --------------------------------------------------------------------


def test_what_is_pdfa_itself_and_what_was_paper_has_none(empty):
    """An unsigned typed paper is drawn as the record; a signed scan shows its picture anywhere."""
    unsigned = built(empty, read(empty, "1.pdf", typed("217"), is_signed=False))
    scan = built(empty, read(empty, "2.pdf", signed(a_scan())))

    assert (unsigned.reading, unsigned.conformance) == (None, "PDF/A-2b")
    assert (scan.reading, scan.conformance, scan.read.scanned.kept_original) == (None, "", True)


def test_what_cannot_be_drawn_truly_is_not_copied(empty):
    """A note that our renderer loses: the original is archived, and no copy that lacks the note."""
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[100, 400, 400, 460],
        Contents=pikepdf.String("ĐÃ THU HỒI"), DA=pikepdf.String("/Helv 24 Tf 1 0 0 rg"),
    )  # fmt: skip
    archival = built(empty, read(empty, "1.pdf", signed(typed("218", annots=(note,)))))

    record = empty.store(finished(empty, archival))

    (told,) = [one for one in archival.read.all_findings if one.code == "no-reading-copy"]
    assert "ĐÃ THU HỒI" in finding_text(told, _)
    assert (record.reading_sha256, reading_path(record.archive_path).exists()) == ("", False)
    assert codes(empty, deep=True) == set()


@pytest.mark.parametrize("code", ["layers-unsure", "text-layer-differs"])
def test_where_the_drawing_is_in_doubt_none_is_made(empty, code):
    """Its reason is said in words, on the record."""
    document = read(empty, "1.pdf", signed_permit("219"))
    document = replace(document, findings=(*document.findings, Finding(code, 1)))

    archival = built(empty, document)

    assert archival.reading is None
    (told,) = [one for one in archival.read.findings if one.code == "no-reading-copy"]
    said = finding_text(told, _)
    assert "reading copy" in said
    assert code not in said
    assert finding_advice(told, _)


def test_a_day_read_otherwise_is_no_doubt_of_the_drawing(empty):
    """All its words were seen where they stand: a person looks at the day, the copy is made."""
    document = read(empty, "1.pdf", signed_permit("219"))
    told = Finding("text-layer-differs", 1, "12/03/2024 ≠ 17/03/2024")

    assert built(empty, replace(document, findings=(*document.findings, told))).reading


def test_a_copy_that_is_no_pdfa_costs_the_original_nothing(empty, tmp_path):
    """Refused by a validator: no copy, the reason is told, the original is archived and whole."""
    program = tmp_path / "verapdf"
    program.write_text("#!/bin/sh\necho 'not a report'\nexit 1\n")
    program.chmod(0o755)
    document = read(empty, "1.pdf", signed_permit("220"))
    settings = PdfaSettings(verapdf=str(program))

    target = empty.root / "work" / "x.pdf"
    archival = build_pdfa_job(document, target=target, settings=settings)

    told = [one for one in archival.read.findings if one.code == "no-reading-copy"]
    assert [one.value for one in told] == ["PDFA-002"]
    assert list(target.parent.glob("*.reading.pdf*")) == []
    empty.store(finished(empty, archival))
    assert codes(empty, deep=True) == set()


# --- the order of writing -------------------------------------------------------------------


def kept(office: SmallOffice) -> SignedPdf:
    """A signed permit before it enters the archive."""
    return finished(office, built(office, read(office, ONE, signed_permit("215"))))


@pytest.mark.parametrize("lost", ["copy and receipt", "receipt", "nothing"])
def test_killed_between_two_steps_it_ends_the_same(empty, monkeypatch, lost):
    """After the original, the copy, the receipt: the same command ends everything, once."""
    document = kept(empty)

    def killed(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Catalogue, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        empty.store(document)
    monkeypatch.undo()
    original = next(
        path for path in empty.archive_dir.rglob("*.pdf") if ".reading." not in path.name
    )
    if lost != "nothing":
        receipt_path(original).unlink()
    if lost == "copy and receipt":
        reading_path(original).unlink()

    record = empty.store(document)

    assert record.archive_path == original
    assert sha256_of(reading_path(original)) == record.reading_sha256
    assert codes(empty, deep=True) == set()


def test_nothing_is_written_over_another_copy(empty):
    """Other bytes under its name stay, and the document waits with a code."""
    document = kept(empty)
    record = empty.store(document)
    copy = reading_path(record.archive_path)
    copy.chmod(0o644)
    copy.write_bytes(b"other")

    with pytest.raises(ArchiveConflictError, match=copy.name):
        empty.store(document)
    assert copy.read_bytes() == b"other"


def test_what_was_archived_without_stays_without(empty):
    """Run again by a version that makes copies, nothing of the record changes."""
    document = kept(empty)
    before = empty.store(without_copy(document))
    receipt = receipt_path(before.archive_path).read_bytes()

    again = empty.store(document)

    assert (again.reading_sha256, again.receipt_sha256) == ("", before.receipt_sha256)
    assert receipt_path(before.archive_path).read_bytes() == receipt
    assert codes(empty, deep=True) == set()


def test_a_copy_changed_on_the_way_is_not_archived(empty):
    """It is proven again before it enters the archive."""
    document = kept(empty)
    document.archival.reading.path.write_bytes(b"%PDF other")

    with pytest.raises(FixityError):
        prove_signed(
            document, anchors=anchors_of(empty.trust), pdfa=PdfaSettings(), proven_at=empty.now
        )


# --- harm -----------------------------------------------------------------------------------


def flipped(office: SmallOffice) -> None:
    """A byte of it is another."""
    content = bytearray(copy_of(office).read_bytes())
    content[len(content) // 2] ^= 1
    copy_of(office).write_bytes(bytes(content))


def removed(office: SmallOffice) -> None:
    """It is gone."""
    copy_of(office).unlink()


def linked(office: SmallOffice) -> None:
    """It is a link to somewhere else."""
    aside = office.root / "aside.pdf"
    shutil.move(copy_of(office), aside)
    copy_of(office).symlink_to(aside)


def swapped(office: SmallOffice) -> None:
    """It is the other record's."""
    shutil.copy(copy_of(office, 1), copy_of(office, 0))


def swapped_and_said(office: SmallOffice) -> None:
    """It is the other record's, and every witness agrees."""
    said_everywhere(office, copy_of(office, 1).read_bytes())


def page_added(office: SmallOffice) -> None:
    """It has a page more than the original, and every witness agrees."""
    said_everywhere(office, with_pages(copy_of(office).read_bytes(), 2))


def signed_later(office: SmallOffice) -> None:
    """Somebody signed it, and every witness agrees."""
    said_everywhere(office, signed(copy_of(office).read_bytes()))


def receipt_left(office: SmallOffice) -> None:
    """Catalogue and manifest say other bytes; the receipt knows better."""
    said_everywhere(office, saved_anew(copy_of(office).read_bytes()), receipt=False)


def forgotten(office: SmallOffice) -> None:
    """Catalogue and manifest do not know it any more."""
    set_row(office, reading_sha256="", reading_bytes=None)


def catalogue_changed(office: SmallOffice) -> None:
    """The catalogue alone says another digest."""
    with sqlite3.connect(office.office.catalogue_path) as connection:
        connection.execute(f"UPDATE documents SET reading_sha256 = '{'0' * 64}'")  # noqa: S608
    connection.close()


def unlisted(office: SmallOffice) -> None:
    """The manifest does not list it."""
    path = copy_of(office).parent / MANIFEST_NAME
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if copy_of(office).name not in line))


HARM: dict[Callable[[SmallOffice], None], str] = {
    flipped: "reading-bytes",
    removed: "reading-missing",
    linked: "link",
    swapped: "reading-other",
    swapped_and_said: "reading-other",
    page_added: "reading-pages",
    signed_later: "reading-signed",
    receipt_left: "receipt-says",
    forgotten: "unknown-file",
    catalogue_changed: "catalogue-says",
    unlisted: "manifest-file",
}


@pytest.mark.parametrize(
    ("harm", "code"), HARM.items(), ids=lambda one: getattr(one, "__name__", one)
)
def test_harm_is_found_and_named(office, harm, code):
    """By its own name, in both languages, without `--deep`."""
    harm(office)

    assert code in codes(office)


def test_a_copy_without_its_words_is_found_deep(office):
    """Every witness agrees with it; the text that is searched is not in it."""
    with pikepdf.open(copy_of(office)) as pdf:
        page = pdf.pages[0].obj
        page.Contents = pdf.make_stream(page.Contents.read_bytes().split(b"BT")[0])
        content = saved(pdf)
    said_everywhere(office, content)

    assert "text" in codes(office, deep=True)


def test_a_lost_copy_is_told_and_the_original_counts(office, capsys):
    """Exit code 7 and its name; file, receipt and signatures prove the record without it."""
    removed(office)

    assert run(["--home", str(office.root), "verify"]) == ExitCode.TRUST_BROKEN
    assert "the reading copy is missing" in capsys.readouterr().out
    with CatalogueReader.open(office.office.catalogue_url) as reader:
        row = reader.document(office.records[0].archive_path.name)
    assert (row.proof_checked_at is not None, row.proof_problem) == (True, "")


# --- later ----------------------------------------------------------------------------------


def journal_of(office: SmallOffice, record: CatalogueRecord) -> None:
    """Leave the working files and the outcome that the line would have left."""
    folder = BatchFolder(office.office, 2, BATCH).station_dir(Station.SIGN)
    identity = record.signed.archival.read.scanned.document_id
    made = BatchFolder(office.office, 2, BATCH).station_dir(Station.PDFA) / "files"
    made.mkdir(parents=True)
    copy = made / reading_name(f"{identity}.pdf")
    shutil.copy(reading_path(record.archive_path), copy)
    file = folder / "files" / f"{identity}.pdf"
    file.parent.mkdir(parents=True)
    shutil.copy(record.archive_path, file)
    reading = replace(record.signed.archival.reading, path=copy)
    archival = replace(record.signed.archival, reading=reading)
    signed_file = replace(record.signed, archival=archival, path=file)
    leave_results(BatchFolder(office.office, 2, BATCH), signed_file, at=office.now)


@pytest.mark.parametrize("lost", [(".reading.pdf",), (".receipt.json",), (".pdf", ".reading.pdf")])
def test_what_the_disk_lost_is_put_back(office, lost):
    """Original, copy or receipt, from the working files; all is whole again."""
    record = office.records[0]
    journal_of(office, record)
    for ending in lost:
        (record.archive_path.with_name(record.archive_path.stem + ending)).unlink()
    assert codes(office)

    done = repair_archive(office.office, office.settings, person="lan")

    assert (len(done.restored), done.failures) == (1, ())
    assert codes(office, deep=True) == set()


@pytest.mark.parametrize("harm", [flipped, swapped])
def test_other_bytes_in_its_place_are_set_aside_and_it_is_put_back(office, harm, capsys):
    """The remedy that `verify` names, to its end: nothing is lost, and asked again nothing is
    done."""
    record, said = office.records[0], ["--home", str(office.root), "verify"]
    journal_of(office, record)
    harm(office)
    other = copy_of(office).read_bytes()

    assert run(said) == ExitCode.TRUST_BROKEN
    assert "sohoa verify --repair" in capsys.readouterr().out
    assert run([*said, "--repair", "--deep"]) == ExitCode.DONE

    told = capsys.readouterr().err
    (kept_at,) = (office.office.quarantine_dir / "reading-copies").iterdir()
    assert str(kept_at) in told
    assert kept_at.read_bytes() == other
    assert repair_archive(office.office, office.settings, person="lan").restored == ()


def test_without_working_files_what_lies_there_stays(office):
    """Nothing to put in its place: it is not taken away either, and named as before."""
    flipped(office)

    done = repair_archive(office.office, office.settings, person="lan")

    assert (done.restored, done.set_aside) == ((), ())
    assert "reading-bytes" in codes(office)


def test_while_its_copy_is_not_whole_its_scans_are_not_released(office, capsys):
    """What `verify` calls broken is refused by name; of the other record the word is kept."""
    (broken, whole) = (record.signed.archival.read.scanned.document_id for record in office.records)
    copy_of(office).unlink()
    command = ["--home", str(office.root), "release", broken, whole, "--reason", "biên bản 5"]

    assert run([*command, "--yes", "--json"]) == ExitCode.TRUST_BROKEN

    told = json.loads(capsys.readouterr().out)
    assert (told["not_whole"], told["released"]) == ([broken], [whole])


def test_working_files_go_only_when_both_are_proven(office):
    """The copy's too; while the archived copy is not whole nothing goes."""
    record, later = office.records[0], office.now + dt.timedelta(days=90)
    journal_of(office, record)
    content = copy_of(office).read_bytes()
    copy_of(office).unlink()
    assert tidy(office.office, WorkSettings(keep_days=30), now=later).documents == 0

    copy_of(office).write_bytes(content)
    done = tidy(office.office, WorkSettings(keep_days=30), now=later)

    assert (done.documents, done.unproven) == (1, ())
    assert list(office.office.batches_dir.rglob("*.pdf")) == []
    assert codes(office, deep=True) == set()


def test_withdrawn_it_stays_with_its_original(office):
    """Out of the count both are kept, listed and verified."""
    identity = office.records[0].signed.archival.read.scanned.document_id
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        catalogue.withdraw(identity, person="lan", reason="nhầm", at=office.now)
        keep_trails(office.office, catalogue)
    assert codes(office, deep=True) == set()

    removed(office)

    assert codes(office) == {"reading-missing"}


def test_replaced_it_stays_with_the_old_version_and_the_new_has_its_own(office):
    """Two versions, two originals, two copies; both verify, each knows its own."""
    old = office.records[0].signed.archival.read.scanned.document_id
    document = read(office, ONE, signed_permit("215"), version=2)
    decision = Decision(
        old,
        document.scanned.document_id,
        document.scanned.content_sha256,
        "lan",
        "ký lại",
        office.now,
    )
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        catalogue.decide(decision)

    new = office.store(finished(office, built(office, document)))
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        keep_trails(office.office, catalogue)

    assert codes(office, deep=True) == set()
    with CatalogueReader.open(office.office.catalogue_url) as reader:
        rows = [reader.document(one) for one in (old, document.scanned.document_id)]
    assert [row.state.value for row in rows] == ["replaced", "archived"]
    assert own_words(copy_of(office)).original_sha256 == rows[0].sha256
    assert own_words(reading_path(new.archive_path)).original_sha256 == rows[1].sha256


def test_receipts_of_before_are_read_and_written_as_they_were():
    """A receipt without a copy names none: byte for byte what an earlier version wrote."""
    golden = Path(__file__).parents[1] / "golden" / "v1"
    receipts = sorted(golden.rglob("*.receipt.json"))
    assert receipts
    for path in receipts:
        content = path.read_bytes()
        assert encode_receipt(decode_receipt(content, path=Path("r.json"))) == content
        assert b'"reading"' not in content


def test_one_file_each(archived):
    """Two records have two copies."""
    assert len({record.reading_sha256 for record in archived.records}) == 2
    assert only(archived.archive_dir, "0000001.reading.pdf") == copy_of(archived)
