"""An operator with every file in hand, but without the keys, changes facts: `verify` names it.

Each tampering rewrites what can be rewritten alike: file, receipt, manifest and catalogue agree
with one another afterwards, byte for byte. What no key has signed and no file repeats stands in the
catalogue alone; `docs/adr/0013-verify-proves-meaning.md` lists it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from audit_samples import BATCH, InlineCrew, SmallOffice, this_second

from sohoa.archive.manifest import MANIFEST_NAME, manifest_content
from sohoa.audit.archive import (
    ArchiveVerdict,
    Choice,
    checked_records,
    verify_archive,
    verify_surroundings,
)
from sohoa.audit.asked import Question
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.identifiers import receipt_name
from sohoa.domain.partial_date import PartialDate
from sohoa.settings import load_settings
from sohoa.sign.settings import CIRCULAR_01, KeySettings, SignSettings, TrustSettings
from sohoa.sign.trust_store import TrustStore
from sohoa.workspace import Workspace

pytestmark = pytest.mark.usefixtures("english")

GOLDEN = Path(__file__).parents[1] / "golden" / "v1"
JUDGED = dt.datetime.fromisoformat(
    json.loads((GOLDEN / "made.json").read_text())["judge_on"] + "T00:00:00+00:00"
)
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
Change = Callable[["Operator"], None]


@dataclass
class Operator:
    """Whoever can write every file of a workspace."""

    root: Path

    @property
    def office(self) -> Workspace:
        return Workspace(self.root)

    def sql(self, statement: str, *values: object) -> list[Any]:
        """Change the catalogue behind everybody's back."""
        connection = sqlite3.connect(self.office.catalogue_path)
        with connection:
            rows = connection.execute(statement, values).fetchall()
        connection.close()
        return rows

    def row(self, source: str) -> dict[str, Any]:
        """The catalogue's row of a document, by `box/file`."""
        box, name = source.split("/")
        connection = sqlite3.connect(self.office.catalogue_path)
        connection.row_factory = sqlite3.Row
        found = connection.execute(
            "SELECT * FROM documents WHERE batch = ? AND source_name = ?", (box, name)
        ).fetchone()
        connection.close()
        return dict(found)

    def set(self, source: str, **values: object) -> None:
        """Change columns of a document's row."""
        names = ", ".join(f"{name} = ?" for name in values)
        identity = self.row(source)["document_id"]
        statement = f"UPDATE documents SET {names} WHERE document_id = ?"  # noqa: S608
        self.sql(statement, *values.values(), identity)

    def file(self, source: str) -> Path:
        """The archived PDF."""
        return self.office.archive_dir / self.row(source)["archive_path"]

    def receipt(self, source: str) -> dict[str, Any]:
        """What the receipt holds."""
        path = self.file(source)
        return json.loads(path.with_name(receipt_name(path.name)).read_text())

    def put(self, source: str, content: bytes | None = None, *, receipt: dict[str, Any]) -> None:
        """Put bytes and receipt in place, and let catalogue and manifest agree with them."""
        path = self.file(source)
        if content is not None:
            path.write_bytes(content)
        written = (json.dumps(receipt, ensure_ascii=False, indent=1) + "\n").encode()
        path.with_name(receipt_name(path.name)).write_bytes(written)
        digest, size = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
        self.set(source, sha256=digest, size_bytes=size)
        self.set(source, receipt_sha256=hashlib.sha256(written).hexdigest())
        self.list_again()

    def list_again(self) -> None:
        """Rewrite every manifest from the catalogue."""
        with Catalogue.open(self.office.catalogue_url) as catalogue:
            for (code,) in self.sql("SELECT DISTINCT file_code FROM documents WHERE ordinal > 0"):
                members = catalogue.file_unit_members(code)
                (year,) = re.findall(r"\.(\d{4})\.", code)
                folder = self.office.archive_dir / year / code
                if members:
                    folder.mkdir(parents=True, exist_ok=True)
                    (folder / MANIFEST_NAME).write_bytes(manifest_content(members))
                elif folder.exists():
                    shutil.rmtree(folder)

    def cut(self, source: str, end: int, receipt: dict[str, Any]) -> None:
        """Cut a file back to its first bytes, and say so everywhere."""
        content = self.file(source).read_bytes()[:end]
        digest = hashlib.sha256(content).hexdigest()
        receipt["generations"] = receipt["generations"][:1]
        receipt["generations"][0] |= {"sha256": digest, "size_bytes": len(content)}
        receipt["proof"] |= {"sha256": digest, "size_bytes": len(content)}
        self.set(source, generation=1)
        self.put(source, content, receipt=receipt)

    def verify(self, *, deep: bool = False, at: dt.datetime | None = None) -> ArchiveVerdict:
        """What the auditor finds, without processes."""
        settings = load_settings(self.office.config_dir)
        question = Question(
            at or JUDGED,
            deep,
            rules=settings.sign.profiles,
            inbox=self.office.inbox_dir,
        )
        trust = TrustStore.of_office(
            settings.sign,
            key_path=self.office.development_key_path,
            trust_dir=self.office.trust_dir,
        )
        everything = Choice()
        found = verify_archive(
            self.office, everything, trust=trust, question=question, pool=InlineCrew(), seconds=60
        )
        return ArchiveVerdict(tuple(found), *verify_surroundings(self.office, everything))


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory) -> Path:
    """The golden archive, its catalogue upgraded."""
    root = tmp_path_factory.mktemp("golden") / "office"
    shutil.copytree(GOLDEN, root)
    for path in (root / "data" / "archive").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    Catalogue.open(Workspace(root).catalogue_url).close()
    return root


@pytest.fixture
def operator(upgraded, tmp_path) -> Operator:
    """An operator with a copy of it."""
    shutil.copytree(upgraded, tmp_path / "office")
    return Operator(tmp_path / "office")


def codes_of(found: ArchiveVerdict) -> set[str]:
    """The codes of all that is wrong."""
    problems = [problem for one in (*found.verdicts, *found.units) for problem in one.problems]
    assert all(problem.text for problem in problems)
    return {problem.code for problem in problems} | (
        {"unknown-file"} if found.unknown_files else set()
    )


# --- the tamperings ------------------------------------------------------------------------

ONE, TWO, RAISED, RENEWED = "Hop-01/002", "Hop-01/003.jpg", "Hop-01/001.tif", "Hop-02/002.tif"
KEPT = "Hop-01/004.pdf"
LATER, EARLIER = "2027-01-05T01:00:00", "2025-12-30T01:00:00"


def swap_two_records(by: Operator) -> None:
    """Two records of one file unit change files and receipts, under each other's name."""
    first, second = by.file(ONE).read_bytes(), by.file(TWO).read_bytes()
    receipts = by.receipt(ONE), by.receipt(TWO)
    for source, content, said, own in ((ONE, second, 1, 0), (TWO, first, 0, 1)):
        other, mine = receipts[said], receipts[own]
        mixed = {**other, **{key: mine[key] for key in ("file_code", "ordinal", "archive_name")}}
        mixed["origin"] = {**mine["origin"], "pdfa_sha256": other["origin"]["pdfa_sha256"]}
        by.put(source, content, receipt=mixed)


def move_to_2023(by: Operator, source: str) -> None:
    """A record moves into another year, with its folder, receipt, manifest and place."""
    row, receipt, old = by.row(source), by.receipt(source), by.file(source)
    code, name = (row[key].replace("2018", "2023") for key in ("file_code", "archive_name"))
    by.set(source, year=2023, formed="2023-03-05", file_code=code, archive_name=name)
    by.set(source, archive_path=f"2023/{code}/{name}")
    by.sql("UPDATE reservations SET file_code = ? WHERE document_id = ?", code, row["document_id"])
    content = old.read_bytes()
    shutil.rmtree(old.parent)
    by.file(source).parent.mkdir(parents=True)
    by.put(source, content, receipt=receipt | {"file_code": code, "archive_name": name})


def another_year(by: Operator) -> None:
    """A record whose file does not know its day: its paper in the register does."""
    move_to_2023(by, RAISED)


def another_year_alone(by: Operator) -> None:
    """The year in the catalogue, and nothing else."""
    by.set(ONE, year=2023)


def another_number(by: Operator) -> None:
    """The number of a record and of its paper in the register."""
    by.set(ONE, number="999/GP-SVHTTDL", number_key="999/gp-svhttdl")
    paper = by.row(ONE)["record_id"]
    by.sql("UPDATE register_records SET number = '999/GP-SVHTTDL' WHERE record_id = ?", paper)


def another_paper(by: Operator) -> None:
    """A record is tied to another paper of the register."""
    by.set(ONE, record_id="SO-000009")


def archived_later(by: Operator) -> None:
    """Archived at another time, by the catalogue alone."""
    by.set(ONE, archived_at=LATER + "+00:00")


def archived_earlier_everywhere(by: Operator) -> None:
    """Archived before the year's end, by catalogue and receipt."""
    receipt = by.receipt(ONE)
    receipt["generations"][0]["made_at"] = EARLIER + "Z"
    receipt["proof"]["proven_at"] = EARLIER + "Z"
    by.set(ONE, archived_at=EARLIER + "+00:00")
    by.put(ONE, receipt=receipt)


def renewed_at_another_time(by: Operator) -> None:
    """The receipt's times of a later form."""
    receipt = by.receipt(RENEWED)
    receipt["generations"][1]["made_at"] = "2031-01-01T00:00:00Z"
    receipt["proof"]["proven_at"] = "2031-01-01T00:00:00Z"
    by.put(RENEWED, receipt=receipt)


def signed_at_another_time(by: Operator) -> None:
    """The signing time that catalogue and receipt state."""
    receipt, notes = by.receipt(ONE), json.loads(by.row(ONE)["signatures"])
    for note in notes:
        note["signed_at"] = EARLIER + "+00:00"
    for status in receipt["proof"]["signatures"]:
        status["signed_at"] = EARLIER + "Z"
    by.set(ONE, signatures=json.dumps(notes))
    by.put(ONE, receipt=receipt)


def a_higher_level(by: Operator) -> None:
    """The level that the catalogue states."""
    notes = json.loads(by.row(ONE)["signatures"])
    by.set(ONE, signatures=json.dumps([note | {"level": "PAdES-B-LTA"} for note in notes]))


def a_higher_level_everywhere(by: Operator) -> None:
    """The level that catalogue and receipt state."""
    a_higher_level(by)
    receipt = by.receipt(ONE)
    for status in receipt["proof"]["signatures"]:
        status["level"] = "PAdES-B-LTA"
    by.put(ONE, receipt=receipt)


def another_rule(by: Operator) -> None:
    """The rule that a record was signed by."""
    notes = json.loads(by.row(ONE)["signatures"])
    by.set(ONE, signatures=json.dumps([note | {"profile": "nd30-2020-sao-y"} for note in notes]))


def another_signer(by: Operator) -> None:
    """Who signed, by catalogue and receipt."""
    receipt, notes = by.receipt(ONE), json.loads(by.row(ONE)["signatures"])
    notes[0]["signer"] = receipt["proof"]["signatures"][0]["signer"] = "Trần Văn B"
    by.set(ONE, signatures=json.dumps(notes))
    by.put(ONE, receipt=receipt)


def _revisions(content: bytes) -> list[int]:
    return [found.end() for found in re.finditer(rb"%%EOF\r?\n?", content)]


def without_the_second_signature(by: Operator) -> None:
    """Cut back to the first signature; the rule too is another now."""
    receipt, notes = by.receipt(ONE), json.loads(by.row(ONE)["signatures"])
    end = next(
        end
        for end in _revisions(by.file(ONE).read_bytes())
        if by.file(ONE).read_bytes()[:end].count(b"/ByteRange") == 1
    )
    receipt["proof"]["signatures"] = receipt["proof"]["signatures"][:1]
    receipt["origin"]["rules"] = ["nd30-2020-sao-y"]
    notes = [notes[0] | {"profile": "nd30-2020-sao-y"}]
    by.set(ONE, signatures=json.dumps(notes))
    by.cut(ONE, end, receipt)


def unsigned_as_kept_original(by: Operator) -> None:
    """Cut back to the PDF/A, and called an original that came signed."""
    receipt = by.receipt(ONE)
    content = by.file(ONE).read_bytes()
    end = next(
        end
        for end in _revisions(content)
        if hashlib.sha256(content[:end]).hexdigest() == receipt["origin"]["pdfa_sha256"]
    )
    receipt["proof"] |= {"signatures": [], "text": None}
    receipt["proof"]["pdfa"] |= {"claim": "", "validator": "", "result": "kept-original"}
    by.set(ONE, signatures="[]", kept_original=1, provable_until=None)
    by.cut(ONE, end, receipt)


def signed_as_kept_original(by: Operator) -> None:
    """A record of the line is called a kept original, so that nothing of it is judged."""
    receipt = by.receipt(ONE)
    receipt["proof"]["text"] = None
    receipt["proof"]["pdfa"] |= {"claim": "", "validator": "", "result": "kept-original"}
    by.set(ONE, signatures="[]", kept_original=1)
    by.put(ONE, receipt=receipt)


def another_kept_original(by: Operator) -> None:
    """Any PDF in the place of an original that came signed, in the inbox too."""
    receipt, content = by.receipt(KEPT), b"%PDF-1.4\n%%EOF\n"
    digest = hashlib.sha256(content).hexdigest()
    together = hashlib.sha256(digest.encode()).hexdigest()
    receipt["generations"][0] |= {"sha256": digest, "size_bytes": len(content)}
    receipt["proof"] |= {"sha256": digest, "size_bytes": len(content), "signatures": []}
    receipt["origin"] |= {
        "masters": [digest],
        "pdfa_sha256": digest,
        "content_sha256": together,
    }
    by.set(KEPT, content_sha256=together, provable_until=None)
    (by.office.inbox_dir / KEPT).write_bytes(content)
    by.put(KEPT, content, receipt=receipt)


def another_pdfa_digest(by: Operator) -> None:
    """The digest of the PDF/A before it was signed."""
    receipt = by.receipt(ONE)
    receipt["origin"]["pdfa_sha256"] = "0" * 64
    by.put(ONE, receipt=receipt)


def signed_bytes_as_pdfa(by: Operator) -> None:
    """The digest of the PDF/A is that of the file with its first signature."""
    receipt, content = by.receipt(ONE), by.file(ONE).read_bytes()
    receipt["origin"]["pdfa_sha256"] = hashlib.sha256(content).hexdigest()
    by.put(ONE, receipt=receipt)


def another_first_form(by: Operator) -> None:
    """The digest of a form before the newest."""
    receipt = by.receipt(RAISED)
    receipt["generations"][0]["sha256"] = "0" * 64
    by.put(RAISED, receipt=receipt)


def a_form_forgotten(by: Operator) -> None:
    """A renewed record is said to have had one form only, archived when it was renewed."""
    receipt = by.receipt(RENEWED)
    last = receipt["generations"][1] | {"number": 1, "reason": "archived"}
    receipt["generations"] = [last]
    by.set(RENEWED, generation=1, archived_at=last["made_at"].replace("Z", "+00:00"))
    by.put(RENEWED, receipt=receipt)


def another_master(by: Operator) -> None:
    """The master's digest, and with it the scan's."""
    receipt = by.receipt(ONE)
    receipt["origin"]["masters"][0] = "0" * 64
    by.put(ONE, receipt=receipt)


def another_scan_digest(by: Operator) -> None:
    """The scan's digest in catalogue and receipt."""
    receipt = by.receipt(ONE)
    receipt["origin"]["content_sha256"] = "0" * 64
    by.set(ONE, content_sha256="0" * 64)
    by.put(ONE, receipt=receipt)


def a_master_gone(by: Operator) -> None:
    """The scan as it was delivered is taken away."""
    (by.office.inbox_dir / TWO).unlink()


def a_master_changed(by: Operator) -> None:
    """One byte of the scan as it was delivered."""
    path = by.office.inbox_dir / TWO
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def provable_for_longer(by: Operator) -> None:
    """The end of the proof, by catalogue and receipt."""
    receipt = by.receipt(ONE)
    for status in receipt["proof"]["signatures"]:
        status["provable_until"] = "2099-01-01T00:00:00Z"
    by.set(ONE, provable_until="2099-01-01T00:00:00+00:00")
    by.put(ONE, receipt=receipt)


def proven_by_more(by: Operator) -> None:
    """The receipt says of a bare signature when a time stamp proves it, and its status."""
    receipt = by.receipt(ONE)
    for status in receipt["proof"]["signatures"]:
        status |= {"proven_at": receipt["proof"]["proven_at"], "revocation": "good"}
    by.put(ONE, receipt=receipt)


def not_validated(by: Operator) -> None:
    """The receipt says that no validator saw the file."""
    receipt = by.receipt(ONE)
    receipt["proof"]["pdfa"] |= {"claim": "PDF/A-2u"}
    by.put(ONE, receipt=receipt)


def other_counts(by: Operator) -> None:
    """The receipt's count of characters."""
    receipt = by.receipt(ONE)
    receipt["proof"]["text"]["characters_read"] += 500
    by.put(ONE, receipt=receipt)


def more_pages(by: Operator) -> None:
    """The number of pages."""
    by.set(ONE, page_count=9)


def another_text(by: Operator) -> None:
    """The text that is searched."""
    identity = by.row(ONE)["document_id"]
    text = "Giấy phép kinh doanh karaoke cấp cho ông Nguyễn Văn A, có giá trị đến hết năm 2030 " * 9
    by.sql("UPDATE document_texts SET text = ? WHERE document_id = ?", text, identity)


def taken_away(by: Operator) -> None:
    """A record disappears with file, receipt, text and entry."""
    identity, path = by.row(ONE)["document_id"], by.file(ONE)
    path.unlink()
    path.with_name(receipt_name(path.name)).unlink()
    by.sql("DELETE FROM document_texts WHERE document_id = ?", identity)
    by.sql("DELETE FROM documents WHERE document_id = ?", identity)
    by.list_again()


def taken_away_with_its_place(by: Operator) -> None:
    """As before, and the ordinal it was given."""
    identity = by.row(ONE)["document_id"]
    taken_away(by)
    by.sql("DELETE FROM reservations WHERE document_id = ?", identity)


def a_whole_unit_taken_away(by: Operator) -> None:
    """A file unit of one record, with its folder."""
    row = by.row(RAISED)
    shutil.rmtree(by.file(RAISED).parent)
    by.sql("DELETE FROM document_texts WHERE document_id = ?", row["document_id"])
    by.sql("DELETE FROM documents WHERE document_id = ?", row["document_id"])


def twice(by: Operator) -> None:
    """One file as two records."""
    row, receipt, path = by.row(KEPT), by.receipt(KEPT), by.file(KEPT)
    name = row["archive_name"].replace("0000001", "0000002")
    copy = {**row, "source_name": "007.pdf", "ordinal": 2, "archive_name": name, "record_id": None}
    copy |= {"archive_path": f"{path.parent.parent.name}/{path.parent.name}/{name}"}
    together = hashlib.sha256(b"Hop-01/007.pdf").hexdigest()[:12]
    copy |= {"document_id": f"hop-01.{together}", "content_sha256": "1" * 64}
    marks = ", ".join("?" for _ in copy)
    statement = f"INSERT INTO documents ({', '.join(copy)}) VALUES ({marks})"  # noqa: S608
    by.sql(statement, *copy.values())
    place = row["file_code"], 2, copy["document_id"]
    by.sql("INSERT INTO reservations VALUES (?, ?, ?)", *place)
    shutil.copy(path, path.with_name(name))
    shutil.copy(by.office.inbox_dir / KEPT, by.office.inbox_dir / "Hop-01/007.pdf")
    receipt["origin"] |= {"document_id": copy["document_id"], "content_sha256": "1" * 64}
    by.put("Hop-01/007.pdf", receipt=receipt | {"ordinal": 2, "archive_name": name})


def another_ordinal(by: Operator) -> None:
    """Two records change the places they were given."""
    code = by.row(ONE)["file_code"]
    by.sql("UPDATE reservations SET ordinal = 13 - ordinal WHERE file_code = ?", code)
    by.sql("UPDATE reservations SET ordinal = ordinal - 10 WHERE file_code = ?", code)


def from_another_box(by: Operator) -> None:
    """The box a record came in, by catalogue and receipt."""
    receipt = by.receipt(ONE)
    receipt["origin"]["batch"] = "Hop-02"
    by.put(ONE, receipt=receipt)
    by.set(ONE, batch="Hop-02", source_name="002")


def from_another_file(by: Operator) -> None:
    """The name of the scan."""
    by.sql("UPDATE documents SET source_name = '999.tif' WHERE source_name = '003.jpg'")


def the_operator_for_the_agency(by: Operator) -> None:
    """The catalogue says that the one who scanned has signed for the agency."""
    receipt, notes = by.receipt(ONE), json.loads(by.row(ONE)["signatures"])
    notes[1]["signer"] = notes[0]["signer"]
    receipt["proof"]["signatures"][1]["signer"] = notes[0]["signer"]
    by.set(ONE, signatures=json.dumps(notes))
    by.put(ONE, receipt=receipt)


#: Tampering → what names it; those after the bar are found by `--deep` only.
QUICK: dict[Change, str] = {
    swap_two_records: "file-says",
    another_year: "paper-says",
    another_year_alone: "place",
    another_number: "file-says",
    another_paper: "paper-says",
    archived_later: "times",
    archived_earlier_everywhere: "times",
    renewed_at_another_time: "times",
    signed_at_another_time: "signature-says",
    a_higher_level: "signature-says",
    a_higher_level_everywhere: "signature-says",
    another_rule: "signature-says",
    another_signer: "signature-says",
    without_the_second_signature: "signature-missing",
    unsigned_as_kept_original: "kept-unsigned",
    signed_as_kept_original: "kept-other",
    another_kept_original: "kept-unsigned",
    another_pdfa_digest: "first-bytes",
    signed_bytes_as_pdfa: "first-bytes",
    another_first_form: "first-bytes",
    a_form_forgotten: "times",
    another_master: "scan-digest",
    another_scan_digest: "scan-digest",
    a_master_gone: "master-missing",
    provable_for_longer: "signature-says",
    proven_by_more: "signature-says",
    not_validated: "claim",
    more_pages: "file-says",
    taken_away: "taken-away",
    taken_away_with_its_place: "gap",
    a_whole_unit_taken_away: "taken-away",
    twice: "twice",
    another_ordinal: "reservation",
    from_another_box: "origin",
    from_another_file: "origin",
    the_operator_for_the_agency: "role",
}
DEEP: dict[Change, str] = {
    a_master_changed: "master-bytes",
    other_counts: "claim",
    another_text: "text",
}


@pytest.mark.parametrize(
    ("change", "code"), QUICK.items(), ids=[change.__name__ for change in QUICK]
)
def test_a_changed_fact_is_named(operator, change, code):
    """Whatever an operator rewrites alike everywhere, what is signed does not bear it out."""
    change(operator)
    found = operator.verify()

    assert not found.is_whole
    assert code in codes_of(found)


@pytest.mark.parametrize(("change", "code"), DEEP.items(), ids=[change.__name__ for change in DEEP])
def test_what_costs_much_is_named_by_deep(operator, change, code):
    """Masters and texts are read again where the auditor asks for it."""
    change(operator)
    found = operator.verify(deep=True)

    assert not found.is_whole
    assert code in codes_of(found)


def test_the_day_and_number_stand_in_the_file(tmp_path):
    """Files made from now on say them under their signatures: no register is needed."""
    small = SmallOffice(tmp_path / "office", NOW)
    small.archive(1)
    by, source = Operator(small.root), f"{BATCH}/1.pdf"
    for path in small.archive_dir.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert by.verify(at=NOW).is_whole

    move_to_2023(by, source)
    assert codes_of(by.verify(at=NOW)) == {"file-says"}


def test_another_day_of_the_year_is_no_other_word_for_it(tmp_path):
    """The file bears its day: changed in the catalogue alone it is named, corrected openly not."""
    small = SmallOffice(tmp_path / "office", NOW)
    read = small.read(1)
    known = replace(read.scanned.description, formed=PartialDate(2018, 3, 5))
    read = replace(read, scanned=replace(read.scanned, description=known))
    small.store(small.sign(small.built(read)))
    by, source = Operator(small.root), f"{BATCH}/1.pdf"
    assert by.verify(at=NOW).is_whole

    by.set(source, formed="2018-03-06")
    assert codes_of(by.verify(at=NOW)) == {"file-says"}

    told = [{"code": "date-corrected", "page": 0, "value": "2018-03-05"}]
    by.set(source, findings=json.dumps(told))
    assert by.verify(at=NOW).is_whole


def test_a_register_without_a_number_contradicts_none(operator):
    """Many papers have none in the register: the record's own is no lie."""
    record_id = operator.row(ONE)["record_id"]
    operator.sql(
        "UPDATE register_records SET number = '', number_key = '' WHERE record_id = ?", record_id
    )

    assert record_id
    assert operator.verify().is_whole


def test_a_register_of_figures_alone_is_completed_not_contradicted(operator):
    """`107` in the register, the page's `107/QĐ-…` in the record; other figures are another."""
    row = operator.row(ONE)
    figures = row["number"].partition("/")[0]
    for number, codes in ((figures, set()), (f"{figures}9", {"paper-says"})):
        operator.sql(
            "UPDATE register_records SET number = ? WHERE record_id = ?", number, row["record_id"]
        )
        assert codes_of(operator.verify()) == codes


def test_a_person_does_not_sign_for_the_agency(tmp_path, pki):
    """An operator's own certificate leads to the same root as the agency's; it is not the agency's.

    A small office with one certificate for both is none of that kind.
    """
    settings = two_keys(pki, agency="agency")
    small = SmallOffice(tmp_path / "office", this_second(), settings)
    small.archive(1)
    assert small.verify().is_whole
    small.signing = two_keys(pki, agency="operator")
    small.archive(2)
    found = SmallOffice(small.root, small.now, settings).verify()

    assert [codes_of(ArchiveVerdict((one,), (), ())) for one in found.verdicts] == [set(), {"role"}]
    alone = SmallOffice(tmp_path / "alone", this_second(), two_keys(pki, agency="operator"))
    alone.archive(1)
    assert alone.verify().is_whole


def two_keys(pki, *, agency: str) -> SignSettings:
    """Both sign at B-B with keys of the test PKI."""
    return SignSettings(
        key=KeySettings(kind="pkcs12", path=pki.key_file(agency)),
        operator_key=KeySettings(kind="pkcs12", path=pki.key_file("operator")),
        profiles=(CIRCULAR_01,),
        trust=TrustSettings(roots=(pki.root_file,)),
    )


@pytest.mark.parametrize("deep", [False, True])
def test_nothing_is_said_of_a_sound_archive(operator, deep):
    """Renewed, raised, kept, in a workspace that was moved: all of it is whole."""
    found = operator.verify(deep=deep)

    assert codes_of(found) == set()
    assert found.is_whole


def test_what_was_found_can_be_handed_on(operator):
    """Each record by its id, with when it was looked at, and the codes of what touches its proof.

    A master that is gone does not make the archived file less proven.
    """
    archived_later(operator)
    a_master_gone(operator)
    checked = {one.document_id: one for one in checked_records(operator.verify(), at=JUDGED)}

    assert len(checked) == 6
    assert checked[operator.row(ONE)["document_id"]].problems == ("times",)
    assert checked[operator.row(TWO)["document_id"]].problems == ()
    assert {one.checked_at for one in checked.values()} == {JUDGED}
