"""Descriptions by the rules: what each field holds, what does not fit, and nothing made up."""

from __future__ import annotations

import dataclasses
import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from package_samples import MIXED, RENEWED, SAID, office_with_words

from sohoa.domain.archival_description import (
    DocumentDescription,
    FileUnitDescription,
    FondsDescription,
    plain,
)
from sohoa.domain.errors import SettingsError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.outcome import DocumentState
from sohoa.domain.package_errors import DescriptionUnfitError, UnknownAgencyError
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.partial_date import PartialDate, span_of
from sohoa.package.code_tables import TYPE_NAME, type_code
from sohoa.package.describing import describe_file
from sohoa.package.ead import description_values, description_xml, schema_xml
from sohoa.package.profiles import Trouble
from sohoa.package.rules import KEPT, PROFILES, Rule
from sohoa.package.settings import PackageConfig, PackagingSettings, load_package_config
from sohoa.package.xml import DamagedXmlError, compiled_schema, parsed
from sohoa.use_cases.packaging import describe_by_rule, package_file
from sohoa.workspace import CHECKOUT

UNIT = FileUnitCode("H09.14", 2018, "01.QLDL")
FONDS = FondsDescription("L09", "H09.14")
FILE = FileUnitDescription(
    UNIT, FONDS, title="Tập giấy phép", maintenance="05", mode="02", language="01",
    start=PartialDate(2018), end=PartialDate(2018, 3), documents=1, papers=2, pages=3,
    confidence="02", paper_file_code="L09.K1.5", risk_recovery="1", risk_recovery_status="02",
)  # fmt: skip
DOCUMENT = DocumentDescription(
    FILE, 7, number="05", notation="QĐ-SVHTTDL", record_type="Quyết định", type_code="02",
    issued=PartialDate(2018, 3), organ_name="Sở", subject="Về việc <một> & hai", language="01",
    pages=3, mode="02", confidence="02", signed_as="GIÁM ĐỐC", signer="Lê Hữu Phước",
)  # fmt: skip


def row(ordinal: int = 1, **fields) -> DocumentRow:
    values = {
        "number": "05/QĐ-SVHTTDL", "formed": "2018-03-05", "record_type": "Quyết định",
        "subject": "Về việc", "sheets": 2, "page_count": 3, "file_code": str(UNIT),
        "ordinal": ordinal, "archive_path": f"2018/{UNIT}/{UNIT.archive_name(ordinal)}",
        "page_says": {"issuing_body": "UBND TỈNH"}, **fields,
    }  # fmt: skip
    return DocumentRow(
        document_id=f"hop-01.{ordinal:012x}", batch="Hộp 1", phase=2, state=DocumentState.ARCHIVED,
        source_name="1.tif", **values,
    )  # fmt: skip


@pytest.fixture
def config() -> PackageConfig:
    held = load_package_config(CHECKOUT / "config")
    office = held.office.model_copy(update={"code": "H09.14"})
    said = PackagingSettings.model_validate(
        {
            "archive_code": "L09",
            "file_unit": {"language": "01", "mode": "02", "risk_recovery": "0"},
            "document": {"language": "01"},
            "retention": [{"types": ["Quyết định"], "maintenance": "05", "basis": "thử"}],
        }
    )
    return held.model_copy(update={"office": office, "packaging": said})


def described(config: PackageConfig, *rows: DocumentRow, paper: PaperDescription | None = None):
    return describe_file([(one, paper or PaperDescription()) for one in rows], config=config)


def saying(config: PackageConfig, **said) -> PackageConfig:
    held = config.packaging.model_dump(exclude_unset=True)
    return config.model_copy(
        update={"packaging": PackagingSettings.model_validate({**held, **said})}
    )


# --- the rules ----------------------------------------------------------------------------------


def test_each_rule_has_its_fields_in_its_order():
    """Circular 05: 18 of a file; 19 of a document that is kept, 21 of one that is submitted."""
    counts = {
        rule: (len(one.file.fields), len(one.document.fields)) for rule, one in PROFILES.items()
    }

    assert counts == {
        Rule.KEPT: (18, 19), Rule.SUBMITTED: (18, 21), Rule.DECREE_30: (13, 18),
        Rule.GUIDANCE_169: (10, 18),
    }  # fmt: skip
    assert [one.name for one in KEPT.file.fields] == [
        "arcFileCode", "title", "maintenance", "mode", "language", "startDate", "endDate",
        "keyword", "totalDoc", "numberOfPaper", "numberOfPage", "format", "inforSign",
        "confidenceLevel", "paperFileCode", "riskRecovery", "riskRecoveryStatus", "description",
    ]  # fmt: skip
    submitted = {one.name for one in PROFILES[Rule.SUBMITTED].document.fields}
    kept = {one.name for one in KEPT.document.fields}
    assert submitted - kept == {"docId", "maintenance", "riskRecovery", "riskRecoveryStatus"}
    assert kept - submitted == {"arcFileCode", "docOrdinal"}


def test_one_description_by_every_rule():
    """The same facts by other names: what the circular codes, the decree says in words."""
    kept = KEPT.document.values(DOCUMENT)
    decree = PROFILES[Rule.DECREE_30].document.values(DOCUMENT)
    guidance = PROFILES[Rule.GUIDANCE_169].document.values(DOCUMENT)

    assert (kept["typeName"], decree["TypeName"], guidance["ten-loai"]) == (
        "02", "Quyết định", "Quyết định",
    )  # fmt: skip
    assert (kept["docCode"], kept["docOrdinal"]) == ("H09.14.2018.01.QLDL.0000007", "7")
    assert (kept["codeNumber"], kept["codeNotation"]) == ("05", "QĐ-SVHTTDL")
    assert guidance["so-va-ky-hieu"] == "05/QĐ-SVHTTDL"
    assert (decree["SignerInfo.FullName"], decree["Language"]) == ("Lê Hữu Phước", "Tiếng Việt")
    assert PROFILES[Rule.DECREE_30].file.values(FILE)["Maintenance"] == "20 năm"
    assert PROFILES[Rule.SUBMITTED].file.values(FILE)["fileCode"] == "H09.14.2018.01.QLDL"


def test_the_decrees_fields_of_signing_and_sending():
    """A position is the last line under which somebody signs; codes are the archivist's alone."""
    signed = dataclasses.replace(
        DOCUMENT, signed_as="TM. UBND | KT. CHỦ TỊCH | PHÓ CHỦ TỊCH", priority="3",
        recipients_id="000.00.01.H09",
    )  # fmt: skip
    rule = PROFILES[Rule.DECREE_30].document
    values = rule.values(signed)

    assert values["SignerInfo.Position"] == "PHÓ CHỦ TỊCH"
    assert (values["Priority"], values["To.OrganId"]) == ("3", "000.00.01.H09")
    assert rule.values(DOCUMENT)["Priority"] == ""
    wrong = rule.values(dataclasses.replace(signed, priority="12", recipients_id="0" * 14))
    assert {one.field for one in rule.troubles(wrong, item="x")} == {"Priority", "To.OrganId"}


def test_the_name_of_an_older_catalogues_file():
    """Archive, fonds, list, file and first sheet; no part of it is made up."""
    rule = PROFILES[Rule.GUIDANCE_169].document
    fonds = FondsDescription("Q3", "5", list_number="1")
    file = dataclasses.replace(FILE, fonds=fonds)
    known = dataclasses.replace(DOCUMENT, file=file, first_sheet=4)
    assert rule.values(known)["ten-tep"] == "Q3-5-1-01.QLDL-4.pdf"
    for missing in ({"first_sheet": None}, {"file": FILE}):
        assert rule.values(dataclasses.replace(known, **missing))["ten-tep"] == ""


def test_no_day_is_invented():
    """A date is written as far as it is known, and a span begins where it may begin."""
    values = KEPT.file.values(FILE)
    assert (values["startDate"], values["endDate"]) == ("2018", "03/2018")
    assert KEPT.document.values(DOCUMENT)["issuedDate"] == "03/2018"
    year, day = PartialDate(2018), PartialDate(2018, 12, 31)
    assert span_of([day, year]) == (year, day)
    assert span_of([PartialDate(2018, 3, 5), year]) == (year, year)
    assert span_of([PartialDate(2018, 3, 5), PartialDate(2018, 2)]) == (
        PartialDate(2018, 2), PartialDate(2018, 3, 5),
    )  # fmt: skip
    assert span_of([PartialDate(2020, 2)]) == (PartialDate(2020, 2),) * 2
    assert PartialDate(2020, 2).last_day.day == 29


def test_a_closed_fonds_gives_its_code_to_the_file():
    """R14: mã phông in place of the agency's identifier; the inventory's number at the end."""
    closed = FondsDescription("L09", "P623", is_closed=True, list_number="2")
    file = dataclasses.replace(FILE, fonds=closed)
    assert file.arc_file_code == "L09.P623.2018.01.QLDL.2"
    assert dataclasses.replace(FILE, fonds=FondsDescription("", "P623")).arc_file_code == ""


@pytest.mark.parametrize(
    ("change", "field", "trouble"),
    [
        ({"title": ""}, "title", Trouble.MISSING),
        ({"title": "x" * 1001}, "title", Trouble.TOO_LONG),
        ({"maintenance": "08"}, "maintenance", Trouble.NOT_IN_TABLE),
        ({"language": "01;12"}, "language", Trouble.NOT_IN_TABLE),
        ({"papers": None}, "numberOfPaper", Trouble.MISSING),
        ({"paper_file_code": ""}, "paperFileCode", Trouble.MISSING),
        ({"risk_recovery_status": ""}, "riskRecoveryStatus", Trouble.MISSING),
        ({"fonds": FondsDescription("", "H09")}, "arcFileCode", Trouble.MISSING),
        ({"start": None}, "startDate", Trouble.MISSING),
    ],
)
def test_what_does_not_fit_is_told(change, field, trouble):
    """Nothing is cut, and nothing left out, in silence."""
    values = KEPT.file.values(dataclasses.replace(FILE, **change))
    found = KEPT.file.troubles(values, item="x")
    assert [(one.field, one.trouble) for one in found] == [(field, trouble)]


def test_what_is_required_depends_on_what_it_is():
    """No code of a paper file, and no status of a spare copy, where there is neither."""
    born = dataclasses.replace(FILE, confidence="01", paper_file_code="", risk_recovery="0")
    born = dataclasses.replace(born, risk_recovery_status="")
    assert KEPT.file.troubles(KEPT.file.values(born), item="x") == ()
    assert KEPT.document.troubles(KEPT.document.values(DOCUMENT), item="x") == ()
    electronic = KEPT.document.values(dataclasses.replace(DOCUMENT, confidence="01"))
    assert [one.field for one in KEPT.document.troubles(electronic, item="x")] == ["process"]


def test_types_by_the_circulars_table():
    """Licences and certificates are `Khác`; a name that begins with a known one is of its type."""
    assert len(TYPE_NAME) == 32
    said = ["Quyết định", "CÔNG VĂN", "Giấy chứng nhận", "Thẻ HDV", "Biển hiệu", " ", "Bản đồ"]
    assert [type_code(one) for one in said] == ["02", "22", "32", "32", "32", "", "30"]


# --- the schema and the way back ----------------------------------------------------------------

_TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=60).map(plain)
_ODD = st.text(max_size=80).map(plain)


@given(title=_TEXTS | _ODD, note=_TEXTS, subject=_ODD)
def test_what_is_written_is_read_back(title, note, subject):
    """Whatever letters a description holds: the same values come back, and its schema takes it."""
    file = dataclasses.replace(FILE, title=title or "x", description=note)
    document = dataclasses.replace(DOCUMENT, file=file, subject=subject or "x")
    for profile, one in ((KEPT.file, file), (KEPT.document, document)):
        values = profile.values(one)
        root = parsed(description_xml(values, schema="EAD.xsd"))
        assert description_values(root) == values
        if not profile.troubles(values, item=""):
            assert compiled(profile).validate(root)


@pytest.mark.parametrize("letter", ["\x00", "\x0b", "\ud800", "\ufffe", "\r", "\u0085", "\u2028"])
def test_letters_that_xml_cannot_hold_are_replaced(letter):
    """No control letter breaks the file or is lost without a sign; a line's end is a space."""
    said = plain(f"a{letter}b")
    assert said in ("a\N{REPLACEMENT CHARACTER}b", "a b")
    assert description_values(parsed(description_xml({"title": said}, schema="x")))["title"] == said


@functools.cache
def compiled(profile):
    return compiled_schema(schema_xml(profile))


@pytest.mark.parametrize(
    ("field", "value"),
    [("mode", "04"), ("startDate", "2018-03-05"), ("title", ""), ("title", "x" * 1001),
     ("totalDoc", "-1"), ("language", "01,02"), ("riskRecovery", "true")],
)  # fmt: skip
def test_the_schema_refuses_what_the_profile_refuses(field, value):
    """Lengths, tables and dates stand in both, made from one."""
    values = {**KEPT.file.values(FILE), field: value}
    assert compiled(KEPT.file).validate(parsed(description_xml(KEPT.file.values(FILE), schema="")))
    assert not compiled(KEPT.file).validate(parsed(description_xml(values, schema="")))
    assert KEPT.file.troubles(values, item="x")


def test_no_entity_and_no_document_type_is_unfolded(tmp_path):
    """A description from elsewhere can read no file, and cannot grow."""
    secret = tmp_path / "secret"
    secret.write_text("bí mật")
    text = f'<!DOCTYPE simpledc [<!ENTITY x SYSTEM "file://{secret}">]><simpledc><title>&x;</title></simpledc>'
    with pytest.raises(ValueError, match="DOCTYPE"):
        parsed(text.encode())
    with pytest.raises(ValueError, match="title"):
        description_values(etree.fromstring("<simpledc><title/><title/></simpledc>"))


# --- what is known of a file --------------------------------------------------------------------


def test_a_file_is_described_by_what_is_in_it(config):
    """Sheets, pages and dates of all its documents; the box; the title of the hand-over."""
    file = described(config, row(1), row(2, formed="2018-11", sheets=1, page_count=1)).file

    assert (file.documents, file.papers, file.pages) == (2, 3, 4)
    assert (str(file.start), str(file.end)) == ("05/03/2018", "11/2018")
    assert (file.title, file.maintenance, file.confidence) == ("Quyết định", "05", "02")
    assert file.paper_file_code == "L09.Hộp 1.01.QLDL"


def test_where_the_paper_lies_is_told_by_the_register_if_it_knows_all(config):
    """Shelf and box of every paper; where one is not known, the boxes they were scanned from."""
    rows = [(row(number), PaperDescription()) for number in (1, 2)]
    first, second = (one.document_id for one, _paper in rows)
    known = {first: "Kệ 2, hộp 14", second: "Kệ 2, hộp 14"}
    assert describe_file(rows, config=config, locations=known).file.paper_file_code == (
        "L09.Kệ 2, hộp 14.01.QLDL"
    )
    known[second] = ""
    assert describe_file(rows, config=config, locations=known).file.paper_file_code == (
        "L09.Hộp 1.01.QLDL"
    )


def test_a_code_of_no_agency_of_ours_is_told(tmp_path):
    """The office's identifier was corrected since: the remedy is to name the one of before."""
    office = office_with_words(tmp_path / "office")
    place = office.config_dir / "settings.toml"
    old = place.read_text(encoding="utf-8")
    place.write_text(old.replace('"000.00.00.H09"', '"000.00.11.H09"'), encoding="utf-8")
    with pytest.raises(UnknownAgencyError):
        package_file(office, RENEWED)
    earlier = (
        '\n[[office.earlier]]\nname = "Sở cũ"\ncode = "000.00.00.H09"\nvalid_to = 2026-01-01\n'
    )
    named = old.replace('code = "000.00.00.H09"', 'code = "000.00.11.H09"\n'
                        'valid_from = 2026-01-02\npredecessor = "000.00.00.H09"', 1)  # fmt: skip
    place.write_text(named + earlier, encoding="utf-8")
    assert package_file(office, RENEWED).documents == 1


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "' + "x" * 99 + '">]><simpledc a="&a;"/>',
        '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<simpledc/>',
        "<simpledc/>".encode("utf-16"),
        b"<simpledc>\xff</simpledc>",
        "<a>" * 100_000,
        "",
    ],
    ids=["entity", "utf-7", "utf-16", "latin", "deep", "nothing"],
)
def test_xml_that_could_do_harm_is_refused(text):
    """Before it is parsed, or by the parser; never an error of another kind."""
    with pytest.raises(DamagedXmlError):
        parsed(text if isinstance(text, bytes) else text.encode())


def test_a_package_is_vietnamese_whatever_its_maker_speaks(config, monkeypatch):
    """The same bytes from an English screen."""
    monkeypatch.setenv("SOHOA_LANG", "en")
    assert described(config, row(1, year=2018)).file.title == "Quyết định, năm 2018"


def test_digital_originals_have_no_sheets(config):
    """Nothing was counted because there is nothing to count; a mixed file says so."""
    born = row(2, born_digital=True, sheets=None)
    assert described(config, born).file.papers == 0
    mixed = described(config, row(1), born)
    assert (mixed.file.confidence, mixed.file.papers) == ("03", 2)
    assert [one.process for one in mixed.documents] == ["", "0"]
    assert described(config, row(1, sheets=None)).file.papers is None


def test_a_mark_of_secrecy_is_never_public(config):
    """What the page says of secrecy and what the archivist says of its use must agree."""
    mark = FieldRead(FieldName.SECRECY, "MẬT", 1, Box(0, 0, 1, 1), 99.0, "network", "x")
    secret = PaperDescription("nd30", (mark,))
    found = described(config, row(1), paper=secret).troubles(KEPT)
    assert [(one.field, one.trouble) for one in found] == [("mode", Trouble.SECRET)]
    both = saying(config, file_unit={"mode": "03", "language": "01", "risk_recovery": "0"})
    assert described(both, row(1), paper=secret).troubles(KEPT) == ()


def test_the_longest_term_counts_and_none_is_guessed(config):
    """One type without a term: the file has none; `Khác` cannot be compared with years."""
    rules = [
        {"types": ["Quyết định"], "maintenance": "05", "basis": "a"},
        {"types": ["Công văn"], "maintenance": "01", "basis": "b"},
        {"types": ["Báo cáo"], "maintenance": "07", "basis": "c"},
    ]
    said = saying(config, retention=rules)
    decision, letter, report, map_ = (
        row(number, record_type=name)
        for number, name in enumerate(["Quyết định", "Công văn", "Báo cáo", "Bản đồ"], start=1)
    )
    assert described(said, decision, letter).file.maintenance == "01"
    assert described(said, report).file.maintenance == "07"
    assert described(said, decision, report).file.maintenance == ""
    assert described(said, decision, map_).file.maintenance == ""


def test_the_archivist_goes_before_the_catalogue_and_that_before_what_holds_of_all(config):
    """One file, one document, all: in this order."""
    said = saying(
        config,
        file_unit={"title": "Chung", "mode": "02"},
        file_units=[{"code": str(UNIT), "title": "Riêng"}],
        document={"organ_name": "Sở", "subject": "chung"},
        documents=[{"id": row(1).document_id, "subject": "riêng", "sheets": 9, "mode": "01"}],
    )
    found = described(said, row(1), row(2, page_says={}))
    assert (found.file.title, found.file.papers) == ("Riêng", 11)
    assert [one.subject for one in found.documents] == ["riêng", "Về việc"]
    assert [one.organ_name for one in found.documents] == ["UBND TỈNH", "Sở"]
    assert [one.mode for one in found.documents] == ["01", "02"]
    assert described(saying(said, file_units=[]), row(1, year=2018)).file.title.endswith("2018")


@pytest.mark.parametrize(
    "wrong",
    ['archive_code = "../x"', "[file_unit]\nmode = '9'", "[fonds]\ncode = 'a/b'", "odd = 1",
     "[fonds]\nclosed = true",
     "[[retention]]\ntypes = []\nmaintenance='01'\nbasis='x'",
     "[[documents]]\nid='a'\n[[documents]]\nid='a'", "[[documents]]\nid='a'\nsheets=0"],
)  # fmt: skip
def test_what_is_wrong_in_packaging_toml_is_told(wrong, tmp_path):
    """With the file's name, before anything is made."""
    office = office_with_words(tmp_path / "office", wrong)
    with pytest.raises(SettingsError, match=r"packaging\.toml"):
        load_package_config(office.config_dir)


def test_the_remedy_of_each_trouble_leads_out(tmp_path):
    """What is missing is told with its field; said in packaging.toml, the package is made."""
    office = office_with_words(tmp_path / "office", "")
    with pytest.raises(DescriptionUnfitError) as refused:
        package_file(office, RENEWED)
    told = refused.value.details["troubles"]
    for field in (
        "arcFileCode",
        "maintenance",
        "mode",
        "language",
        "paperFileCode",
        "riskRecovery",
    ):
        assert f" {field} (" in told
    assert not office.packages_dir.exists() or not list(office.packages_dir.iterdir())
    (office.config_dir / "packaging.toml").write_text(SAID, encoding="utf-8")
    assert package_file(office, RENEWED).documents == 1


def test_a_description_is_shown_by_each_rule(tmp_path):
    """Also one that cannot be packed yet: what is missing stands beside its field."""
    office = office_with_words(tmp_path / "office", "")
    for rule in Rule:
        shown = describe_by_rule(office, MIXED, rule)
        assert len(shown.documents) == 2
        assert shown.is_fit == (rule in (Rule.DECREE_30, Rule.GUIDANCE_169))
    troubles = {
        one.name for one in describe_by_rule(office, MIXED, Rule.KEPT).file.fields if one.trouble
    }
    assert "maintenance" in troubles
