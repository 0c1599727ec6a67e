"""A scan waits for a person, who says which paper it is; then the line goes on by itself."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]


@pytest.fixture
def waiting(digitized, new_office, prefect):
    """An office one of whose scans has no list, and a paper in the register under another year's
    number: the office, the document as it was archived elsewhere, and its paper's id."""
    row = next(
        one for one in digitized.json("list", "--state", "archived") if not one["says"]["list"]
    )
    office = new_office(is_read=True, only=row["batch"])
    paper = row["fields"]["record_id"]
    number = row["fields"]["number"]
    office.sohoa(
        "inventory", "edit", paper, "--set", f"số ký hiệu=9{number}", "--reason", "ghi nhầm"
    )
    office.sohoa("run", "2", "--quiet", code=5)
    return office, row, paper


def test_it_waits_with_what_the_register_proposes_and_goes_on_when_decided(waiting, capsys):
    """From `run` to `review` to `decide` to `run`: archived in the place of its paper."""
    office, row, paper = waiting
    held = office.json("show", row["id"])
    assert (held["state"], held["reason"]["code"][:5]) == ("asked", "MATCH")
    assert office.json("status")["asked"] == 1
    asked = office.json("review")["documents"]
    assert [one["document_id"] for one in asked] == [row["id"]]
    assert paper in {one["record_id"] for one in asked[0]["papers"]}
    archived = {path: path.read_bytes() for path in office.archived_files}
    read = {path: path.stat().st_mtime_ns for path in office.texts(row["batch"])}

    shown = office.json("review", "show", row["id"])
    reason = ["--reason", "đã xem bản giấy"]
    office.sohoa("decide", row["id"], paper, *reason, "--seen", shown["version"])
    again = office.json("decide", row["id"], paper, *reason)
    assert again["state"] == "same"
    assert "[DECIDE-902]" in office.refused("decide", row["id"], "--none", *reason, code=2)
    office.sohoa("run", "2", "--quiet", code=5)

    settled = office.json("show", row["id"])
    assert (settled["state"], settled["fields"]["record_id"]) == ("archived", paper)
    assert settled["fields"]["room"] == row["fields"]["room"]
    assert settled["archive_path"].rsplit("/", 1)[0] == row["archive_path"].rsplit("/", 1)[0]
    assert office.json("review")["documents"] == []
    assert {path: path.read_bytes() for path in archived} == archived
    assert {path: path.stat().st_mtime_ns for path in office.texts(row["batch"])} == read
    assert "đã xem bản giấy" in office.sohoa("show", row["id"], "--history")
    office.sohoa("verify")
    late = office.refused("decide", row["id"], "--take-back", *reason, code=2)
    assert "[DECIDE-90" in late


def test_a_decision_that_is_taken_back_is_not_signed(waiting):
    """The key waits for its keeper; meanwhile somebody sees the mistake."""
    office, row, paper = waiting
    reason = ["--reason", "nhầm"]
    office.sohoa("decide", row["id"], paper, *reason)
    office.sohoa("decide", row["id"], "--take-back", *reason)

    office.sohoa("run", "2", "--quiet", code=5)

    assert office.json("show", row["id"])["state"] == "asked"
    assert office.json("review")["documents"][0]["document_id"] == row["id"]
