"""`sohoa search`: what it prints, and what names of rooms and types it understands."""

from __future__ import annotations

import json
import shutil

import pytest
from catalogue_samples import archive, paper, store

from sohoa.catalogue import search, search_keys
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description
from sohoa.workspace import CHECKOUT

ROOMS = """rooms = [
    { code = "QLDL", name = "Phòng Quản lý Du lịch", aliases = ["Du lịch"], valid_to = "2019-12-31" },
    { code = "DLVH", name = "Phòng Du lịch và Văn hóa", valid_from = "2020-01-01", predecessor = "QLDL" },
    { code = "VP", name = "Văn phòng Sở" },
]
"""  # noqa: E501 - TOML


@pytest.fixture
def shelf(office):
    """An office with papers of a room before and after it was renamed, and one document."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    (office.config_dir / "rooms.toml").write_text(ROOMS, encoding="utf-8")
    with Catalogue.open(office.catalogue_url) as catalogue:
        store(
            catalogue,
            paper("1/GP", "05/03/2018", room="Phòng Quản lý Du lịch", record_type="Giấy phép"),
            paper("2/GP", "05/03/2021", room="Phòng Du lịch và Văn hóa", record_type="Giấy phép"),
            *(paper(f"{number}/QĐ", "05/03/2020", room="Văn phòng Sở") for number in range(3, 8)),
        )
        archive(
            catalogue, office.archive_dir, "d", text="một\fhai karaoke\fba",
            description=Description(number="9/TB", formed=PartialDate(2020), room="Văn phòng Sở"),
        )  # fmt: skip
    return office


@pytest.fixture
def said(shelf, capsys):
    """Run a search and give its exit code and what it printed."""

    def of(*arguments: str) -> tuple[int, str]:
        code = run(["search", *arguments])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return of


def found(said, *arguments: str) -> set[str]:
    """The papers (or documents) that are named."""
    code, text = said(*arguments, "--json")
    assert code == 0, text
    return {hit["record_id"] or hit["document_id"] for hit in json.loads(text)["hits"]}


@pytest.mark.parametrize(
    "room", ["Phòng Quản lý Du lịch", "du lich", "P. Quản lý du lịch", "QLDL", "Du lịch và Văn hóa"]
)
def test_a_room_is_found_under_all_its_names(said, room):
    """The old name and the new one, as clerks write them, mean one room."""
    assert found(said, "karaoke", "--room", room) == {"SO-000001", "SO-000002"}


def test_a_room_of_the_table_without_papers_is_no_mistake(said):
    """It is known, and has nothing."""
    assert found(said, "karaoke", "--type", "tờ trình") == set()


@pytest.mark.parametrize(
    ("option", "code", "known"),
    [("--room", "INVENTORY-914", "Văn phòng Sở"), ("--type", "INVENTORY-916", "Giấy phép")],
)
def test_a_name_that_the_office_does_not_know(said, option, code, known):
    """No empty answer: what names there are is said."""
    exit_code, text = said("karaoke", option, "Kho bạc")

    assert exit_code == ExitCode.USAGE
    assert code in text
    assert known in text


def test_a_box_that_nobody_knows(said):
    """A slip of the pen is no empty box."""
    assert said("karaoke", "--batch", "Hộp 99")[0] == ExitCode.USAGE
    assert found(said, "karaoke", "--batch", "Hộp 01") == {"d"}


def test_filters_together(said):
    """Each narrows what the others leave."""
    assert found(said, "karaoke", "--year", "2020", "--phase", "2") == {"d"}
    assert found(said, "karaoke", "--year", "2018", "--state", "archived") == set()
    assert found(said, "karaoke", "--needs", "rescan") == set()
    assert found(said, "karaoke", "--type", "giay phep", "--year", "2021") == {"SO-000002"}


def test_the_screen_says_how_many_and_how_to_go_on(said):
    """The count, the part that is shown, the option for the next; the page of a hit."""
    _code, first = said("karaoke", "--limit", "5", "--newest")
    _code, last = said("karaoke", "--limit", "5", "--offset", "5")
    _code, beyond = said("karaoke", "--offset", "50")
    _code, whole = said("karaoke")

    assert "Có 8 kết quả. Đang xem kết quả 1 đến 5. Xem tiếp: gõ thêm --offset 5" in first
    assert first.startswith("Giấy phép 2/GP")
    assert "Đang xem kết quả 6 đến 8." in last
    assert "--offset" not in last
    assert "Không còn kết quả nào nữa." in beyond
    assert whole.endswith("Có 8 kết quả.\n")
    assert "  trang 2: " in whole
    assert "Không tìm thấy." in said("lạ lùng")[1]


def test_behind_the_last_that_is_looked_at_nobody_says_that_there_are_no_more(said, monkeypatch):
    """There are: how to come to them is said instead."""
    for module in (search, search_keys):
        monkeypatch.setattr(module, "LOOKED_AT", 5)
    _code, told = said("karaoke", "--offset", "5")
    assert "Có ít nhất 5 kết quả." in told
    assert "Không còn kết quả nào nữa." not in told
    assert "--year" in told


def test_json_carries_the_count(said):
    """As `docs/json.schema.json` names it."""
    _code, text = said("karaoke", "--limit", "1", "--offset", "2", "--json")
    answer = json.loads(text)

    assert (answer["count"], answer["has_more"], answer["offset"]) == (8, False, 2)
    assert len(answer["hits"]) == 1
    assert {"page", "kind", "snippet"} <= answer["hits"][0].keys()
