"""How long types of paper are valid by law: what is asked, and what is not to be digitized."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.validity_rules import RuleDoubt, RuleKind, ValidityRule
from sohoa.inventory.tables import EarlierRule, RecordType
from sohoa.settings import load_settings
from sohoa.use_cases.validity import doubt_of
from sohoa.workspace import CHECKOUT

DAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("formed", "years", "last"),
    [
        (PartialDate(2018, 3, 5), 5, dt.date(2023, 3, 5)),
        (PartialDate(2018, 3), 5, dt.date(2023, 3, 31)),
        (PartialDate(2018, 12), 5, dt.date(2023, 12, 31)),
        (PartialDate(2018), 5, dt.date(2023, 12, 31)),
        (PartialDate(2020, 2, 29), 5, dt.date(2025, 2, 28)),
        (PartialDate(2018, 3, 5), None, None),
    ],
)
def test_the_latest_day_on_which_a_paper_can_end(formed, years, last):
    """What is not known of the day counts for the paper."""
    assert ValidityRule(RuleKind.FIXED, years).last_day(formed) == last


@pytest.mark.parametrize(
    ("kind", "years", "formed", "doubt"),
    [
        (RuleKind.FIXED, 5, PartialDate(2021, 11, 30), None),
        (RuleKind.FIXED, 5, PartialDate(2021, 11, 29), RuleDoubt.OUTLIVED),
        (RuleKind.FIXED, 5, PartialDate(2021), None),
        (RuleKind.PRINTED, 5, PartialDate(2020), RuleDoubt.OUTLIVED),
        (RuleKind.PRINTED, 5, PartialDate(2025), RuleDoubt.NO_LAST_DAY),
        (RuleKind.PRINTED, None, PartialDate(1999), RuleDoubt.NO_LAST_DAY),
        (RuleKind.EVENT, None, PartialDate(2026), RuleDoubt.WITH_ITS_EVENT),
        (RuleKind.REVIEW, None, PartialDate(2026), RuleDoubt.ASKS_A_PERSON),
        (RuleKind.NONE, 5, PartialDate(1999), None),
    ],
)
def test_what_a_rule_asks(kind, years, formed, doubt):
    """The last day itself still counts."""
    assert ValidityRule(kind, years).doubt(formed, as_of=DAY) is doubt


def test_a_type_has_the_rule_of_the_time_a_paper_was_issued_in():
    """The earlier rule up to its day; a paper of whose day only the year is known has it, too."""
    before = EarlierRule(until=dt.date(2019, 8, 31), rule=RuleKind.REVIEW, basis="cũ")
    kind = RecordType(code="GPKR", name="Karaoke", rule=RuleKind.NONE, earlier=(before,))
    assert kind.rule_of(PartialDate(2019, 8, 31)).basis == "cũ"
    assert kind.rule_of(PartialDate(2019, 9, 1)).kind is RuleKind.NONE
    assert kind.rule_of(PartialDate(2019)).kind is RuleKind.REVIEW
    assert kind.rule_of(PartialDate(2020)).kind is RuleKind.NONE


def test_the_offices_table_says_what_the_law_says():
    """Karaoke permits of before 01/9/2019 are a person's to decide; later ones have no end."""
    types = load_settings(CHECKOUT / "config").record_types
    for formed, doubt in (("2019-08-31", RuleDoubt.ASKS_A_PERSON), ("2019-09-01", None)):
        said = doubt_of(types, "Giấy phép karaoke", formed, as_of=DAY)
        assert (said[0] if said else None) is doubt
    hotel = "Quyết định công nhận hạng cơ sở lưu trú du lịch"
    assert doubt_of(types, hotel, "2019-01-01", as_of=dt.date(2022, 1, 2)) is None
    assert doubt_of(types, hotel, "2017-01-01", as_of=dt.date(2020, 1, 2))[0] is RuleDoubt.OUTLIVED
    assert doubt_of(types, "Loại không có trong bảng", "1999", as_of=DAY) is None
    assert doubt_of(types, "Công văn", "1999", as_of=DAY) is None


@pytest.fixture
def ready(office):
    """A workspace with the settings of the checkout."""
    shutil.copytree(CHECKOUT / "config", office.config_dir, dirs_exist_ok=True)
    Catalogue.open(office.catalogue_url).close()
    return office


def imported(folder, *rows, name="so.xlsx"):
    """Import a register; its exit code."""
    book = Workbook()
    book.active.append(
        ["Phòng", "Loại giấy tờ", "Số, ký hiệu", "Ngày cấp", "Trích yếu", "Hiệu lực",
         "Có giá trị đến", "Lý do không số hóa"]
    )  # fmt: skip
    for row in rows:
        book.active.append(["Phòng Quản lý Du lịch", *row])
    book.save(folder / name)
    return run(["inventory", "import", str(folder / name)])


def test_papers_in_force_that_outlive_their_rule_are_listed(ready, tmp_path, capsys):
    """A last day in the register goes first; of what is over or unknown nothing is asked."""
    card = "Thẻ hướng dẫn viên du lịch quốc tế"
    assert (
        imported(
            tmp_path,
            (card, "1/T", "5/3/2015", "A", "Còn hiệu lực", "", ""),
            (card, "2/T", "5/3/2015", "A", "Còn hiệu lực", "31/12/2040", ""),
            (card, "3/T", "5/3/2015", "A", "Hết hiệu lực", "", ""),
            (card, "4/T", "5/3/2015", "A", "", "", ""),
            (card, "5/T", "5/3/2015", "A", "Còn hiệu lực", "", "bản chụp"),
            (
                "Giấy phép kinh doanh dịch vụ lữ hành nội địa",
                "6/G",
                "5/3/2019",
                "A",
                "Còn hiệu lực",
                "",
                "",
            ),
        )
        == 0
    )
    capsys.readouterr()
    assert run(["inventory", "validity", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["number"], one["doubt"], one["basis"]) for one in found] == [
        ("1/T", "outlived", "Luật Du lịch 2005")
    ]
    assert not found[0]["verified"]
    assert run(["inventory", "validity"]) == 0
    assert "Luật Du lịch 2005 (chưa kiểm chứng)" in capsys.readouterr().out
    assert run(["inventory", "validity", "--as-of", "01/01/2999"]) == 2


@pytest.mark.parametrize(
    ("formed", "is_excluded"),
    [
        ("2014-12-31", False), ("2015-01-01", True), ("2018-06", True), ("2020-06-30", True),
        ("2020-07-01", False), ("2020", False), ("2020-06", True), ("2015", True),
    ],
)  # fmt: skip
def test_a_type_is_kept_out_by_a_law_for_the_days_that_it_names(formed, is_excluded):
    """The reason names the law; a day that may lie outside the days is for a person to say."""
    kind = RecordType(
        code="CV", name="Công văn", exclusion="không phải kết quả",
        exclusion_basis="TT 01/2023/TT-VPCP, điều 4", exclusion_from="2015-01-01",
        exclusion_until="2020-06-30",
    )  # fmt: skip
    said = kind.exclusion_of(PartialDate.parse(formed))
    expected = "không phải kết quả (TT 01/2023/TT-VPCP, điều 4)"
    assert said == (expected if is_excluded else "")
    assert kind.exclusion_of(None) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"exclusion_basis": "TT 01/2023/TT-VPCP"}, {"exclusion_from": "2015-01-01"},
        {"exclusion": "x", "exclusion_from": "2016-01-01", "exclusion_until": "2015-01-01"},
    ],
)  # fmt: skip
def test_a_rule_that_excludes_is_whole(wrong):
    """No law without its reason, no days the wrong way round."""
    with pytest.raises(ValidationError, match="exclusion"):
        RecordType(code="CV", name="Công văn", **wrong)


def test_a_type_that_is_not_to_be_digitized_says_why(ready, tmp_path, capsys):
    """The register's own word goes before the table's; `Không` is a word."""
    table = ready.config_dir / "record_types.toml"
    text = table.read_text(encoding="utf-8")
    said = 'name = "Công văn", exclusion = "không phải kết quả thủ tục hành chính"'
    table.write_text(text.replace('name = "Công văn"', said), encoding="utf-8")
    assert (
        imported(
            tmp_path,
            ("Công văn", "1/CV", "5/3/2018", "A", "Còn hiệu lực", "", ""),
            ("Công văn", "2/CV", "5/3/2018", "A", "Còn hiệu lực", "", "bản chụp"),
            ("Công văn", "3/CV", "5/3/2018", "A", "Còn hiệu lực", "", "Không"),
            ("Báo cáo", "4/BC", "5/3/2018", "A", "Còn hiệu lực", "", ""),
        )
        == 0
    )
    capsys.readouterr()
    assert run(["papers", "excluded", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["number"]: one["exclusion"] for one in found} == {
        "1/CV": "không phải kết quả thủ tục hành chính", "2/CV": "bản chụp",
    }  # fmt: skip
