"""A mark of secrecy: nothing made of its scan is left, no log tells of it, and a way leads out."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalogue_samples import NOON, archive, note, paper, reading, sha, store
from pdfa_samples import read_document, read_page
from PIL import Image
from secrecy_samples import BOX, NUMBER, SUBJECT, deliver, run_box, run_until_deleting
from sqlalchemy import select
from typed_pages import typed_page

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.schema import paper_decisions, paper_questions
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.box_states import BoxState
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import document_id
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.paper_findings import (
    SECRECY_ASKED_AFTER,
    SECRECY_BESIDE,
    SECRECY_MARK,
    SECRECY_SETTLED,
)
from sohoa.domain.paper_questions import DecidedBy, PaperDecision, PaperQuestion
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.secrecy import answer_about, says_secret
from sohoa.domain.stage_results import Description, Finding, HeaderFields
from sohoa.domain.stations import Station
from sohoa.language import set_language
from sohoa.line.describe import DESCRIBE
from sohoa.line.engine import Batch, Tally, at_once, pass_step
from sohoa.line.station import WorkItem
from sohoa.line.waiting import items_of
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.use_cases.reconciling import reconcile_box
from sohoa.work.pool import WorkerPool, forking
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace

MARKED = document_id(BOX, "a")
PLAIN = document_id(BOX, "b")
MARK = SECRECY_MARK.of("MẬT")


# --- a person's word -------------------------------------------------------------------------


def test_a_word_counts_that_was_written_after_the_mark_was_told():
    """And is kept with it; a list with every row confirmed confirms nothing."""
    first = answer_about("MẬT", "x", ())
    assert not first.is_settled
    assert first.findings == (MARK, SECRECY_ASKED_AFTER.of("x"))
    assert not answer_about("MẬT", "x", first.findings).is_settled

    second = answer_about("MẬT", "chữ in sẵn: xem 30/11", first.findings)
    assert second.is_settled
    assert second.findings[0] == SECRECY_SETTLED.of("MẬT: chữ in sẵn: xem 30/11")
    assert answer_about("MẬT", "chữ in sẵn: xem 30/11", second.findings).is_settled
    assert not answer_about("MẬT", "", second.findings).is_settled
    assert not answer_about("TỐI MẬT", "chữ in sẵn: xem 30/11", second.findings).is_settled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mật", True), ("TỐI MẬT", True), ("Tuyệt mật.", True), ("A", True), ("M", True),
        ("?", True), ("", False), ("-", False), ("Không", False), ("thường", False),
        ("Không mật.", False), ("0", False),
    ],
)  # fmt: skip
def test_what_a_column_of_degrees_says(text, expected):
    """What is not understood is taken for secret: that costs a question."""
    assert says_secret(text) is expected


# --- the catalogue -----------------------------------------------------------------------------


def _noted(catalogue, name: str, **fields) -> None:
    field = FieldRead(FieldName.SUBJECT, "Bí ẩn", 1, Box(0, 0, 1, 1), 90.0, "network", "x")
    description = Description(
        number="4711/QĐ", formed=PartialDate(2018, 3, 5), subject="Bí ẩn", owner="Trần Đông"
    )
    told = note(
        name,
        description=description,
        year=2018,
        page_count=2,
        header=HeaderFields(number="4711/QĐ"),
        findings=(Finding("number-unsure", value="4711/QĐ"),),
        paper=PaperDescription("nd30", (field,)),
        doubts=(MARK,),
        **fields,
    )
    catalogue.note_states(batch=BOX, phase=2, states=[told])


def test_the_catalogue_lets_go_of_all_but_that_it_is_there(catalogue, tmp_path):
    """In any database; what is archived, and what is another's, stands."""
    store(catalogue, paper("4711/QĐ"), paper("4712/QĐ"))
    _noted(catalogue, "secret")
    _noted(catalogue, "other")
    archive(catalogue, tmp_path / "archive", "archived")
    question = PaperQuestion("unsure", (), "v")
    catalogue.keep_questions({"secret": question, "other": question}, at=NOON)
    decided = [
        PaperDecision(name, record, sha(name), DecidedBy.PAGES, "An", "số 4711/QĐ", NOON)
        for name, record in (("secret", "SO-000001"), ("other", "SO-000002"))
    ]
    catalogue.decide_by_pages(decided)

    assert catalogue.forget_documents({"secret", "archived", "nobody"}) == 1
    assert catalogue.forget_documents({"secret", "archived", "nobody"}) == 0

    with catalogue.looked_at() as connection:
        for table in (paper_questions, paper_decisions):
            names = connection.execute(select(table.c.document_id)).scalars().all()
            assert names == ["other"]
    with reading(tmp_path) as reader:
        secret, other = reader.document("secret"), reader.document("other")
        assert reader.document("archived").state is DocumentState.ARCHIVED
        assert reader.page_description("secret") == PaperDescription()
        assert reader.page_description("other").fields
    blank = DocumentRow("secret", BOX, 2, DocumentState.IN_PROGRESS, "secret.pdf")
    for name in ("number", "formed", "record_type", "subject", "owner", "room", "record_id",
                 "year", "sheets", "page_says", "list_says", "register_says"):  # fmt: skip
        assert getattr(secret, name) == getattr(blank, name), name
    assert secret.findings == (MARK,)
    assert (secret.batch, secret.source_name) == (BOX, "secret.pdf")
    assert secret.content_sha256
    assert other.number == "4711/QĐ"


def test_what_was_said_is_in_no_page_of_the_file(embedded, tmp_path):
    """Neither in the file nor in its log, by whatever has stood in it."""
    _noted(embedded, "secret")
    for at in range(40):
        _noted(embedded, f"other-{at}")
    embedded.forget_documents({"secret", *(f"other-{at}" for at in range(40))})

    files = [tmp_path / f"catalogue.sqlite3{end}" for end in ("", "-wal")]
    content = b"".join(path.read_bytes() for path in files if path.exists())
    assert b"secret.pdf" in content
    for word in ("Bí ẩn", "Trần Đông", "4711/QĐ", "4711/qd", "4711qd"):
        assert word.encode() not in content


def test_a_mark_stands_until_it_is_described_anew(catalogue):
    """Reading a scan again, or rejecting it, takes nothing back of it."""
    _noted(catalogue, "one")
    catalogue.note_states(
        batch=BOX, phase=2, states=[note("one", header=HeaderFields(), findings=())]
    )
    assert catalogue.told(BOX)["one"] == (MARK,)
    catalogue.note_states(batch=BOX, phase=2, states=[note("one", doubts=())])
    assert catalogue.told(BOX)["one"] == ()


def test_the_register_says_which_papers_are_secret(catalogue):
    """By its reason; `mất` is another word, and other reasons are no secrets."""
    reasons = ("Mật", "giấy tờ TỐI MẬT", "đã mất bản chính", "bản chụp", "")
    store(catalogue, *(paper(f"{at}/QĐ", exclusion=reason) for at, reason in enumerate(reasons)))
    asked = {f"SO-{at:06d}" for at in range(1, 6)}
    assert catalogue.secret_papers(asked) == {"SO-000001", "SO-000002"}
    assert catalogue.secret_papers(set()) == frozenset()


def test_a_column_of_degrees_in_a_register_is_a_reason(delivered, tmp_path):
    """Beside another reason, too; where it says that there is none, nothing follows."""
    office = _copy(delivered, tmp_path / "office")
    register = tmp_path / "so.csv"
    rows = [
        "Phòng,Loại giấy tờ,Số ký hiệu,Ngày,Độ mật,Lý do không số hóa",
        "Quản lý Văn hóa,Quyết định,1/QĐ-SVHTTDL,05/03/2019,Tối mật,",
        "Quản lý Văn hóa,Quyết định,2/QĐ-SVHTTDL,05/03/2019,Không,",
        "Quản lý Văn hóa,Quyết định,3/QĐ-SVHTTDL,05/03/2019,Mật,bản chụp",
    ]
    register.write_text("\n".join(rows), encoding="utf-8")
    run(["--home", str(office.root), "inventory", "import", str(register), "--accept-new"])

    with CatalogueReader.open(office.catalogue_url) as reader:
        reasons = [one.exclusion for one in reader.papers()]
    assert reasons == ["Giấy tờ mật (Tối mật)", "", "Giấy tờ mật (Mật); bản chụp"]
    with Catalogue.open(office.catalogue_url) as catalogue:
        asked = {"SO-000001", "SO-000002", "SO-000003"}
        assert catalogue.secret_papers(asked) == asked - {"SO-000002"}


# --- the line ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def delivered(tmp_path_factory) -> Workspace:
    """An office with a box that no run has seen."""
    office = Workspace(tmp_path_factory.mktemp("secrecy") / "office")
    assert run(["init", str(office.root)]) == 0
    deliver(office)
    return office


@pytest.fixture(scope="module")
def seen(delivered, tmp_path_factory) -> Workspace:
    """The same after one run."""
    office = _copy(delivered, tmp_path_factory.mktemp("seen") / "office")
    summary = run_box(office)
    assert summary.archived == 1
    assert [one.code for one in summary.rejections] == ["SECRECY-001"]
    return office


def _copy(office: Workspace, root: Path) -> Workspace:
    shutil.copytree(office.root, root, symlinks=True)
    return Workspace(root)


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    set_language("vi")
    yield
    set_language("en")


def _left_of_it(office: Workspace) -> dict[str, str]:
    """File → which word of the paper stands in it, of all files but the masters."""
    words = [NUMBER, SUBJECT, unicodedata.normalize("NFD", SUBJECT)]
    found = {}
    for path in office.data_dir.rglob("*"):
        if path.is_file() and not path.is_relative_to(office.inbox_dir):
            content = path.read_bytes()
            found |= {str(path): word for word in words if word.encode() in content}
    return found


def _working_files(office: Workspace, identity: str) -> list[Path]:
    """What was made of a scan; how many pages lie in the box is known, so that it stays shut."""
    found = office.batches_dir.rglob(f"{identity}*")
    return [path for path in found if path.parent.name != "surveys"]


def test_nothing_made_of_a_marked_scan_is_left(seen, capsys):
    """No image, no text, no field, no PDF; the other paper is archived, with the annex's text."""
    assert _working_files(seen, MARKED) == []
    assert _left_of_it(seen) == {}
    assert _working_files(seen, PLAIN)
    ocr = BatchFolder(seen, 2, BOX).station_dir(Station.OCR)
    outcome = json.loads((ocr / "outcomes" / f"{PLAIN}.json").read_text())
    named = {Path(page["text_path"]).name for page in outcome["result"]["pages"]}
    assert named == {path.name for path in (ocr / "texts").glob("*.alto.xml")}

    capsys.readouterr()
    assert run(["--home", str(seen.root), "show", MARKED]) == 0
    shown = capsys.readouterr().out
    assert "SECRECY-001" in shown
    assert "29/2018/QH14" in shown
    assert NUMBER not in shown
    assert "2019" not in shown.replace("29/2018", "")


def test_the_masters_are_as_they_were(delivered, seen):
    """Byte for byte, and nothing lies beside them."""
    before = {path.name: path.read_bytes() for path in (delivered.inbox_dir / BOX / "a").iterdir()}
    after = {path.name: path.read_bytes() for path in (seen.inbox_dir / BOX / "a").iterdir()}
    assert before == after


def test_the_slip_and_the_events_say_that_and_why(seen):
    """And nothing that stands on the paper."""
    slip = seen.quarantine_dir / BOX / MARKED / "LY-DO.txt"
    assert "SECRECY-001" in slip.read_text("utf-8")
    lines = (BatchFolder(seen, 2, BOX).station_dir(Station.DESCRIBE) / "events.jsonl").read_text()
    told = [json.loads(line) for line in lines.splitlines()]
    mine = [(one["event_type"], one["detail"]) for one in told if one["object_id"] == MARKED]
    assert mine == [("quarantine", "SECRECY-001"), ("deletion", "SECRECY-001")]


def test_the_next_run_does_not_open_it(seen, tmp_path, caplog):
    """It is refused at the door: nothing is read, and no log tells of it."""
    office = _copy(seen, tmp_path / "office")
    with caplog.at_level(logging.DEBUG):
        summary = run_box(office)

    assert [one.code for one in summary.rejections] == ["SECRECY-001"]
    assert not list(office.batches_dir.rglob(f"pages/{MARKED}"))
    assert _left_of_it(office) == {}
    assert NUMBER not in caplog.text
    assert SUBJECT not in caplog.text
    found = reconcile_box(office, BOX).found
    assert found.totals[BoxState.ASKED] == (0, 0, 1)


def test_a_mark_that_is_none_goes_on_once_a_person_has_said_so(seen, tmp_path):
    """What stood in the row before counts for nothing; the word is kept with the record."""
    office = _copy(seen, tmp_path / "office")
    rows = office.inbox_dir / BOX / "batch.csv"
    rows.write_text("tệp,xác nhận\na,chữ in sẵn trên mẫu\n", encoding="utf-8")

    summary = run_box(office)

    assert (summary.archived, summary.rejections) == (2, ())
    assert not (office.quarantine_dir / BOX / MARKED).exists()
    for _again in range(2):
        with CatalogueReader.open(office.catalogue_url) as reader:
            row = reader.document(MARKED)
        assert row.state is DocumentState.ARCHIVED
        assert row.number == NUMBER
        assert SECRECY_SETTLED.of("MẬT: chữ in sẵn trên mẫu") in row.findings
        assert SECRECY_MARK.code not in {one.code for one in row.findings}
        rows.unlink(missing_ok=True)
        assert run_box(office).archived == 2


def test_a_row_that_was_confirmed_beforehand_confirms_nothing(delivered, tmp_path):
    """The whole column filled in advance: the mark is told all the same."""
    office = _copy(delivered, tmp_path / "office")
    rows = office.inbox_dir / BOX / "batch.csv"
    rows.write_text("tệp,xác nhận\na,x\nb,x\n", encoding="utf-8")
    for _again in range(2):
        assert [one.code for one in run_box(office).rejections] == ["SECRECY-001"]
    rows.write_text("tệp,xác nhận\na,xem 30/11\nb,x\n", encoding="utf-8")
    assert run_box(office).rejections == ()


def test_another_scan_under_its_name_is_looked_at_anew(seen, tmp_path):
    """The marked one is handed over, and the right paper lies in its place."""
    office = _copy(seen, tmp_path / "office")
    box = office.inbox_dir / BOX
    shutil.rmtree(box / "a")
    shutil.move(box / "b", box / "a")
    summary = run_box(office)
    assert [one.code for one in summary.rejections] != ["SECRECY-001"]


def test_what_is_archived_stands_and_its_mark_asks_for_a_person(tmp_path, embedded):
    """Described anew, it shows a mark: nothing of it is deleted, and the list names it."""
    typed = typed_page((19, 70, "Số: 15/QĐ-UBND"), (10, 90, "MẬT"), (40, 130, "QUYẾT ĐỊNH"))
    read = read_document(read_page(tmp_path, Image.new("L", (400, 3508), 255), typed.lines))
    identity = read.scanned.document_id
    archive(embedded, tmp_path / "archive", identity)
    plan, settings = load_plan(CHECKOUT / "phases.yaml"), load_settings(CHECKOUT / "config")
    item = WorkItem(identity, "1.tif", "read", read)
    box = BatchFolder(Workspace(tmp_path), 2, "Hộp 01")
    with WorkerPool(workers=1, memory_limit_mb=2048, imports=("sohoa.work.describing",)) as pool:
        batch = Batch(box, plan.phase(2), plan, settings, embedded, pool, None)
        going_on = pass_step(DESCRIBE, batch, [item], attempt=at_once, tally=Tally())

    assert [one.source for one in going_on] == [read]
    assert (box.station_dir(Station.DESCRIBE) / "outcomes" / f"{identity}.json").exists()
    assert [one.code for one in embedded.told("Hộp 01")[identity]] == ["secrecy-mark"]
    with reading(tmp_path) as reader:
        (needy,) = reader.needy_documents(NeedRules.of({}))
        assert (needy.document_id, needy.state) == (identity, DocumentState.ARCHIVED)
        assert reader.page_description(identity).value(FieldName.SECRECY) == "MẬT"


@pytest.mark.parametrize("how", ["list", "register"])
def test_what_is_said_to_be_secret_is_not_opened(delivered, tmp_path, how):
    """By a column of the list, or by the register; nothing of list or register is noted of it."""
    office = _copy(delivered, tmp_path / "office")
    rows = office.inbox_dir / BOX / "batch.csv"
    if how == "list":
        rows.write_text(f"tệp,độ mật,số ký hiệu\na,Mật,{NUMBER}\nb,,\n", encoding="utf-8")
    else:
        with Catalogue.open(office.catalogue_url) as catalogue:
            store(catalogue, paper(NUMBER, "05/03/2019", exclusion="Mật", subject=SUBJECT))
        rows.write_text("tệp,mã giấy tờ\na,SO-000001\nb,\n", encoding="utf-8")

    summary = run_box(office)

    assert [one.code for one in summary.rejections] == ["SECRECY-002"]
    assert not list(office.batches_dir.rglob(f"pages/{MARKED}"))
    with CatalogueReader.open(office.catalogue_url) as reader:
        row = reader.document(MARKED)
    assert (row.number, row.subject, row.record_id, row.year) == ("", "", "", None)
    assert row.reason_code == "SECRECY-002"


@pytest.mark.parametrize("deletions", [0, 1, 3, 5])
def test_killed_while_it_deletes_the_next_run_finishes(delivered, tmp_path, deletions):
    """Wherever it was killed; what waits is not offered for signing meanwhile."""
    office = _copy(delivered, tmp_path / "office")
    killed = forking().Process(target=run_until_deleting, args=(office, deletions))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL

    folder, quality = BatchFolder(office, 2, BOX), load_settings(office.config_dir).ocr.quality
    assert MARKED not in {item.item_id for item in items_of(folder, quality, ())}
    summary = run_box(office)

    assert [one.code for one in summary.rejections] == ["SECRECY-001"]
    assert summary.archived == 1
    assert [path.name for path in _working_files(office, MARKED)] == [f"{MARKED}.json"]
    assert _left_of_it(office) == {}


def test_what_stands_in_one_file_with_a_marked_part_is_told_of_it(delivered, tmp_path):
    """The other part goes its way and asks for a person, also in the run that opens it anew."""
    office = _copy(delivered, tmp_path / "office")
    box = office.inbox_dir / BOX
    pages = [Image.open(box / name / "1.tif").convert("L") for name in ("a", "b")]
    for name in ("a", "b"):
        shutil.rmtree(box / name)
    pages[0].save(box / "c.tif", save_all=True, append_images=pages[1:], dpi=(200, 200))
    (box / "batch.csv").write_text("tệp,trang\nc.tif,1\nc.tif,2\n", encoding="utf-8")

    for _run in range(2):
        assert [one.code for one in run_box(office).rejections] == ["SECRECY-001"]
        with CatalogueReader.open(office.catalogue_url) as reader:
            found = {one.source_name: one.findings for one in reader.documents(batch=BOX)}
        assert SECRECY_BESIDE.of("c.tif#page=1") in found["c.tif#page=2"]
        assert SECRECY_BESIDE.code not in {one.code for one in found["c.tif#page=1"]}

    rows = "tệp,trang,đã xem\nc.tif,1,chữ in sẵn trên mẫu\nc.tif,2,\n"
    (box / "batch.csv").write_text(rows, encoding="utf-8")
    assert run_box(office).rejections == ()
