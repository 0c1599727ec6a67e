"""Reports that are issued: numbered without gaps, kept, known again by any of their files."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from catalogue_samples import archive, paper, store

from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import ExitCode
from sohoa.domain.lookups import Lookup
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.domain.proof_errors import IssuedReportLostError, NoSuchReportError
from sohoa.ledger.head import heads_in
from sohoa.use_cases import issuing
from sohoa.use_cases.auditing import audit
from sohoa.use_cases.comparing_reports import compare_reports
from sohoa.use_cases.issuing import check_report, issue_report, issued_reports, note_signed
from sohoa.use_cases.report_forms import UNSIGNED
from sohoa.use_cases.reporting import AskedReport
from sohoa.use_cases.setting_up import set_up
from sohoa.workspace import CHECKOUT, Workspace

pytestmark = pytest.mark.usefixtures("english")
DAY = dt.date(2023, 12, 31)
ASKED = AskedReport(None, DAY)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """An office with three papers, of which one is digitized; copied, not used."""
    workspace = Workspace(tmp_path_factory.mktemp("made") / "office")
    list(set_up(workspace, template=Workspace(CHECKOUT)))
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        store(catalogue, paper("1/QĐ"), paper("2/QĐ"), paper("3/QĐ"))
        described = catalogue.link(paper_of("SO-000001"))
        archive(catalogue, workspace.archive_dir, "hop.1", description=described)
    return workspace.root


def today() -> dt.date:
    """The day it is in Vietnam."""
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()


def paper_of(record_id: str):
    """What says which paper a document is."""
    from sohoa.domain.stage_results import Description

    return Description(record_id=record_id)


@pytest.fixture
def office(made, tmp_path) -> Workspace:
    """One of its own."""
    return Workspace(Path(shutil.copytree(made, tmp_path / "office")))


def test_reports_are_numbered_and_kept(office):
    """The first and the second of the year; each in its own folder, with the head it rests on."""
    first, files = issue_report(office, ASKED)
    second, _files = issue_report(office, AskedReport(2, DAY))
    year = today().year
    assert [first.number, second.number] == [f"BC-{year}-001", f"BC-{year}-002"]
    assert [one.number for one in issued_reports(office)] == [first.number, second.number]
    assert files.pdf.parent == office.issued_reports_dir / first.number
    assert first.head in files.html.read_text()
    assert first.number in files.html.read_text()
    assert not [*office.issued_reports_dir.glob("*.part")]
    asked = audit(office, [first.head, second.head], reports=[files.json], with_files=False)
    assert [*asked.differences()] == []
    (head,) = heads_in(first.head)
    assert head.size < heads_in(second.head)[0].size


def test_any_of_its_files_is_known_again(office, tmp_path):
    """By the file alone, under any name; and no file that differs by one byte."""
    issued, files = issue_report(office, ASKED)
    for path in (files.pdf, files.html, files.xlsx, files.json, files.csv[0]):
        copied = Path(shutil.copy(path, tmp_path / "mail.bin"))
        found = check_report(office, copied)
        assert found.number == issued.number
        assert found.holds
        assert found.numbers > 100
        content = bytearray(copied.read_bytes())
        content[len(content) // 3] ^= 1
        copied.write_bytes(content)
        assert not check_report(office, copied).holds, path


def test_numbers_that_do_not_follow_any_more_are_named(office):
    """A fact was rewritten past the program, after the report."""
    _issued, files = issue_report(office, ASKED)
    from sqlalchemy import text

    with Catalogue.open(office.catalogue_url) as catalogue, catalogue.tried(rehearse=False) as one:
        one.connection.execute(
            text(
                "UPDATE facts SET said = replace(said, 'in_force', 'revoked') WHERE kind = 'paper'"
            )
        )
    found = check_report(office, files.html)
    assert found.number
    assert not found.holds
    assert {one.details["what"] for one in found.differences} >= {"share.in_force", "share.rate"}


def test_what_is_recorded_later_changes_no_report_of_before(office):
    """A correction of today does not touch what was known then."""
    issued, files = issue_report(office, AskedReport(None, DAY, known=dt.date(2023, 12, 31)))
    later = Saying(dt.datetime.now(dt.UTC), "lan", "sửa")
    with Catalogue.open(office.catalogue_url) as catalogue:
        catalogue.edit_papers({"SO-000002": {"validity": "revoked"}}, later)
    assert issued.known == "2023-12-31"
    assert check_report(office, files.pdf).holds


def test_a_report_that_was_lost_is_said_to_be(office, tmp_path):
    """Its files were deleted: a copy is known again, its numbers cannot be counted."""
    _issued, files = issue_report(office, ASKED)
    copied = Path(shutil.copy(files.pdf, tmp_path))
    shutil.rmtree(office.issued_reports_dir)
    found = check_report(office, copied)
    assert found.number
    assert [one.code for one in found.differences] == ["report-form"]


def test_two_reports_are_compared(office):
    """The figures that are others, and by what the rate moved."""
    first, _files = issue_report(office, AskedReport(None, dt.date(2023, 5, 31)))
    with Catalogue.open(office.catalogue_url) as catalogue:
        described = catalogue.link(paper_of("SO-000002"))
        archive(catalogue, office.archive_dir, "hop.2", description=described)
    second, files = issue_report(office, AskedReport(None, today()))
    found = compare_reports(office, first.number, second.number)
    changes = {one.what: (one.before, one.after) for one in found.changes}
    assert changes["share.digitized"] == (0, 2)
    assert changes["share.rate"] == (0.0, 66.6)
    assert found.movement is not None
    assert found.movement.points == 66.6
    assert compare_reports(office, str(files.json), second.number).changes == ()
    with pytest.raises(NoSuchReportError):
        compare_reports(office, "BC-1999-001", second.number)


def test_what_moved_is_told_since_the_last_report_of_the_same_subject(office):
    """Before it are that report's own figures; a day that is asked for goes before it."""
    first, files = issue_report(office, AskedReport(None, dt.date(2023, 5, 31), known=today()))
    issue_report(office, AskedReport(2, dt.date(2024, 1, 31)))
    with Catalogue.open(office.catalogue_url) as catalogue:
        described = catalogue.link(paper_of("SO-000002"))
        archive(catalogue, office.archive_dir, "hop.2", description=described)
    reported = json.loads(files.json.read_bytes())["share"]
    _second, later = issue_report(office, AskedReport(None, today()))
    movement = json.loads(later.json.read_bytes())["measured"]["movement"]

    assert (movement["report"], movement["since"]) == (first.number, "2023-05-31")
    assert movement["digitized_before"] == reported["digitized"]
    assert movement["last_change_before"] == first.last_change > 0
    assert f"Since report {first.number} (31/05/2023): " in later.html.read_text()

    asked = AskedReport(None, today(), since=dt.date(2023, 6, 30))
    _third, by_day = issue_report(office, asked)
    movement = json.loads(by_day.json.read_bytes())["measured"]["movement"]

    assert (movement["report"], movement["since"]) == ("", "2023-06-30")
    assert "Since the end of 30/06/2023: " in by_day.html.read_text()


def test_who_issued_meanwhile_goes_first(office, monkeypatch):
    """On a server two machines may draw one number: the second has issued nothing."""
    taken = issuing.next_number

    def same(_issued, year):
        return taken([], year)

    first, first_files = issue_report(office, ASKED)
    kept = first_files.pdf.read_bytes()
    monkeypatch.setattr(issuing, "next_number", same)
    with pytest.raises(issuing.IssuedMeanwhileError):
        issue_report(office, ASKED)
    assert [one.number for one in issued_reports(office)] == [first.number]
    found = [path.read_bytes() for path in office.issued_reports_dir.rglob(first_files.pdf.name)]
    assert kept in found, "what was issued is never deleted"


_ISSUE = """
import datetime as dt, sys
from pathlib import Path
from sohoa.use_cases.issuing import issue_report
from sohoa.use_cases.reporting import AskedReport
from sohoa.workspace import CHECKOUT, Workspace
print("ready", flush=True)
issue_report(Workspace(Path(sys.argv[1])), AskedReport(None, dt.date(2023, 12, 31)))
"""


@pytest.mark.parametrize("wait", [0.3, 0.8, 1.6])
def test_whoever_is_killed_has_issued_all_or_nothing(office, wait):
    """The next takes the number; what was begun and never issued is set aside."""
    command = [sys.executable, "-c", _ISSUE, str(office.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
    before = len(issued_reports(office))
    issued, files = issue_report(office, ASKED)
    assert issued.number.endswith(f"-{before + 1:03}")
    assert check_report(office, files.pdf).holds
    assert [*audit(office, [], with_files=False).differences()] == []


def test_the_command_says_what_was_found(office, capsys, monkeypatch):
    """Issued, listed, checked, compared; a file that was never issued is one exit code."""
    from sohoa.cli.main import run

    monkeypatch.setenv("SOHOA_HOME", str(office.root))
    assert run(["--lang", "en", "report", "plan", "--as-of", "2023-12-31", "--issue"]) == 0
    number = issued_reports(office)[0].number
    assert number in capsys.readouterr().out
    assert run(["--lang", "en", "report", "--issued", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["number"] == number
    (page,) = (office.issued_reports_dir / number).glob("*.html")
    assert run(["--lang", "en", "report", "--check", str(page)]) == 0
    assert "Every one of them follows" in capsys.readouterr().out
    page.write_text("x")
    assert run(["--lang", "en", "report", "--check", str(page)]) == ExitCode.TRUST_BROKEN
    assert "never issued" in capsys.readouterr().out
    assert run(["--lang", "en", "report", "--compare", number, number]) == 0
    assert "the same in both" in capsys.readouterr().out
    assert run(["--lang", "en", "report"]) == ExitCode.USAGE
    for ignored in (["--issue"], ["--as-of", "2023-12-31"], ["--names-today"]):
        assert run(["--lang", "en", "report", "--issued", *ignored]) == ExitCode.USAGE


def test_what_happens_later_on_the_same_day_changes_nothing(office):
    """A verification, a sample, a question at the counter, a correction: after the report."""
    _issued, files = issue_report(office, AskedReport(None, today()))
    at = dt.datetime.now(dt.UTC)
    with Catalogue.open(office.catalogue_url) as catalogue:
        catalogue.note_event(
            OfficeEvent(OfficeEventKind.VERIFICATION, at, {"checked": 1, "whole": 0}, "lan")
        )
        catalogue.note_lookup(Lookup(at, "lan", "cấp đổi", "ab" * 16, "", 1, 0))
        saying = Saying(at, "lan", "sửa")
        catalogue.edit_papers({"SO-000002": {"validity": "revoked"}}, saying)
    assert check_report(office, files.pdf).holds
    second, later = issue_report(office, AskedReport(None, today()))
    said = json.loads(later.json.read_bytes())
    assert [one["whole"] for one in said["measured"]["verified"]] == [0]
    assert said["reuse"]["asked"] == 1
    assert check_report(office, later.pdf).holds
    assert "Verification of the archive" in later.html.read_text()
    assert second.number.endswith("002")


def test_what_is_added_behind_a_pdf_is_told(office, tmp_path):
    """A reader may show something else then: it is known again, and does not hold."""
    issued, files = issue_report(office, ASKED)
    added = tmp_path / "added.pdf"
    added.write_bytes(files.pdf.read_bytes() + b"\n% what a reader shows\n")
    found = check_report(office, added)
    assert found.number == issued.number
    assert [one.code for one in found.differences] == ["report-added"]


def test_a_signature_that_came_later_is_entered(office):
    """The PDF of an issued report waited for its signature; of no other file it is taken."""
    issued, files = issue_report(office, ASKED)
    signed = files.pdf.with_name("signed.pdf")
    signed.write_bytes(files.pdf.read_bytes() + b"% a signature\n")
    assert not check_report(office, signed).holds
    note_signed(office, signed)
    assert check_report(office, signed).holds
    signed.write_bytes(signed.read_bytes() + b"% and more\n")
    assert not check_report(office, signed).holds
    assert [one.number for one in issued_reports(office)] == [issued.number]
    assert [*audit(office, [issued.head], with_files=False).differences()] == []


def forged(files, change) -> list[str]:
    """The machine part as somebody has changed it."""
    said = json.loads(files.json.read_bytes())
    change(said)
    files.json.write_text(json.dumps(said))
    return said


def test_a_report_by_another_plan_than_it_names(office):
    """Floors lowered in the report alone, with every figure that follows from them."""
    _issued, files = issue_report(office, ASKED)
    forged(files, lambda said: said["plan"].update(title="x"))
    asked = audit(office, [], reports=[files.json], with_files=False)
    assert [one.code for one in asked.differences()] == ["report-rules"]


def test_a_report_of_a_day_on_which_less_was_known(office):
    """Of a report of 2026 somebody says that all this had been known in 2023."""
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
    _issued, files = issue_report(office, AskedReport(None, today))
    forged(files, lambda said: said.update(known="2023-12-31"))
    asked = audit(office, [], reports=[files.json], with_files=False)
    assert next(one.code for one in asked.differences()) == "report-known"


@pytest.mark.parametrize("garbage", [None, [1], {"a": 1}, "zz", -7, 1e308])
def test_no_garbage_ends_the_recount(office, garbage):
    """Whatever stands in any place of a machine part."""
    _issued, files = issue_report(office, ASKED)
    said = files.json.read_text()
    places = [
        ("subject",), ("as_of",), ("known",), ("names_today",), ("plan",), ("plan", "floors"),
        ("plan", "floors", "2023"), ("plan", "phases"), ("plan", "reuse"),
        ("plan", "reuse", "2022"),
        ("measured",), ("measured", "provenance"), ("measured", "provenance", "last_change"),
        ("measured", "provenance", "plan_sha256"), ("reuse",), ("reuse", "since"), ("lists",),
        ("progress",), ("lines",), ("share",), ("measured", "gaps"), ("imports",),
        ("measured", "movement"), ("measured", "history"), ("measured", "years"),
        ("measured", "throughput"), ("measured", "waiting"), ("measured", "rejects"),
        ("measured", "conformity"), ("measured", "conformity", "levels"),
        ("measured", "proof_of_count"), ("measured", "definitions"), ("measured", "forecast"),
        ("plan", "unknown_validity"), ("subject", "phase"),
    ]  # fmt: skip
    for *above, last in places:
        read = json.loads(said)
        inner = read
        for name in above:
            inner = inner[name]
        if inner is None:
            continue
        inner[last] = garbage
        files.json.write_text(json.dumps(read))
        asked = audit(office, [], reports=[files.json], with_files=False)
        assert all(one.code.startswith("report-") for one in asked.differences()), (above, last)


def test_files_of_issued_reports_are_audited(office):
    """One that is gone, one that was changed; a PDF that was signed later is the one entered."""
    issued, files = issue_report(office, ASKED)
    files.json.write_text(files.json.read_text() + " ")
    files.csv[0].unlink()
    found = {(one.code, one.details["name"]) for one in audit(office, []).differences()}
    assert found == {("issued-bytes", files.json.name), ("issued-away", files.csv[0].name)}
    with pytest.raises(IssuedReportLostError):
        compare_reports(office, issued.number, issued.number)


def test_a_waiting_pdf_is_audited_by_its_later_signature(office):
    """Under the name without the mark of what waits."""
    _issued, files = issue_report(office, ASKED)
    assert files.pdf.name.endswith(UNSIGNED), "there is no clock of that year"
    signed = files.pdf.with_name(files.pdf.name.removesuffix(UNSIGNED) + ".pdf")
    files.pdf.rename(signed)
    signed.write_bytes(signed.read_bytes() + b"% a signature\n")
    assert [one.code for one in audit(office, []).differences()] == ["issued-bytes"]
    note_signed(office, signed)
    assert [*audit(office, []).differences()] == []


def waiting_and_signed(office, phase=None):
    """A report whose PDF waits, and under which name it is signed."""
    _issued, files = issue_report(office, AskedReport(phase, DAY))
    return files.pdf, files.pdf.with_name(files.pdf.name.removesuffix(UNSIGNED) + ".pdf")


def test_signed_reports_change_places(office):
    """Each bears a signature that was entered: of the other one."""
    places = []
    for phase in (None, 2):
        waiting, signed = waiting_and_signed(office, phase)
        signed.write_bytes(waiting.read_bytes() + b"% a signature\n")
        note_signed(office, signed)
        waiting.unlink()
        places.append(signed)
    assert [*audit(office, []).differences()] == []
    one, other = places
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)
    assert [one.code for one in audit(office, []).differences()] == ["issued-bytes"] * 2


def test_beside_a_waiting_pdf_lies_a_signed_one_that_nobody_entered(office):
    """Whoever was killed in between has signed it: it is told, and accuses nobody."""
    waiting, signed = waiting_and_signed(office)
    signed.write_bytes(b"%PDF-1.7 other")
    (found,) = audit(office, []).differences()
    assert (found.code, found.is_noted_only) == ("issued-unknown", True)
    signed.write_bytes(waiting.read_bytes() + b"% a signature\n")
    note_signed(office, signed)
    assert [*audit(office, []).differences()] == []


@pytest.mark.parametrize(
    ("name", "garbage"),
    [("as_of", "x"), ("as_of", 5), ("known", None), ("subject", 5), ("lines", [5]), ("form", "y"),
     ("progress", {"a": [{"phase": [1]}]})],
)  # fmt: skip
def test_what_is_no_report_is_not_compared(office, tmp_path, name, garbage):
    """Named, and no crash."""
    issued, files = issue_report(office, ASKED)
    said = json.loads(files.json.read_bytes())
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**said, name: garbage}))
    with pytest.raises(NoSuchReportError):
        compare_reports(office, issued.number, str(other))
