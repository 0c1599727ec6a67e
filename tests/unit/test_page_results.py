"""Page texts on disk: ALTO 4.4 that gives back what was put in, or nothing."""

from __future__ import annotations

import os
import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa import alto
from sohoa.domain.stage_results import Finding, Line, PageText, Reading, Word

#: The schema itself is not ours to commit: it lies with the shared data, or where this says.
SCHEMA = Path(
    os.environ.get(
        "SOHOA_ALTO_XSD",
        Path(__file__).resolve().parents[3] / "shared" / "data" / "alto" / "alto-4-4.xsd",
    )
)
#: What the ALTO schema takes from XLink, which we use nothing of.
XLINK = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/1999/xlink">
    <xsd:attributeGroup name="simpleLink"/></xsd:schema>"""
NS = {"a": alto.NAMESPACE}

percents = st.floats(0, 100)
texts = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    ["Đ", "a\u0300", "<&>\"'", "\t\r\n ", "\x00\x1b", "\ud800", "\uffff\ufffe", "␛1f;", "😀", " x "]
)
readings = st.builds(Reading, texts, texts, percents)
words = st.builds(
    Word,
    texts,
    *(st.integers(-5, 20_000) for _side in range(4)),
    percents,
    st.lists(readings, max_size=2).map(tuple),
)
lines = st.builds(
    Line,
    st.integers(1, 3),
    st.integers(1, 3),
    st.lists(words, min_size=1, max_size=3).map(tuple),
)
pages = st.builds(
    PageText,
    image_sha256=texts,
    width_px=st.integers(1, 40_000),
    height_px=st.integers(1, 40_000),
    turn=st.sampled_from([0, 90, 180, 270]),
    engine=texts,
    lines=st.lists(lines, max_size=4).map(tuple),
    confidence=percents,
    skew_degrees=st.floats(-45, 45),
    legal_share=st.floats(0, 1),
    findings=st.lists(st.builds(Finding, texts, st.integers(0, 999), texts), max_size=2).map(tuple),
)


def a_page(words_on_a_line: int = 10, lines_on_it: int = 50) -> PageText:
    """A page as full as an office's pages get, a quarter of its words read twice."""
    twice = (Reading("tesserocr 5.5.1 vie-0a1b2c3d", "Điêu", 62.5), Reading("line 1", "Điều", 97))
    made = [
        Line(
            number // 20 + 1,
            number // 5 + 1,
            tuple(
                Word("Điều", 90 * at, 40 * number, 80, 30, 91.123456, () if at % 4 else twice)
                for at in range(words_on_a_line)
            ),
        )
        for number in range(lines_on_it)
    ]
    findings = (Finding("low-resolution", 0, "142"),)
    return PageText(
        "0" * 64, 1654, 2339, 90, "tesserocr 5.5.1 vie-0a1b2c3d",
        tuple(made), 91.12, 0.4, 0.98, findings,
    )  # fmt: skip


@given(pages)
def test_what_is_written_is_read_back(page):
    """Nothing is lost or changed, whatever characters an engine comes up with."""
    assert alto.decode(alto.encode(page)) == page


@given(pages)
def test_any_xml_reader_can_read_it(page):
    """The file is well-formed XML, and the text of an ordinary word stands in it as it is."""
    root = ET.fromstring(alto.encode(page, dpi=(200.0, 199.5)))  # noqa: S314 - made above

    said = [string.attrib["CONTENT"] for string in root.iterfind(".//a:String", NS)]
    ours = [word.text for line in page.lines for word in line.words]
    assert all(a == b for a, b in zip(said, ours, strict=True) if b.isprintable() and "␛" not in b)


def test_an_auditor_finds_everything_where_the_description_says():
    """Image digest, engine, resolution, turn, both readings and findings have their place."""
    root = ET.fromstring(alto.encode(a_page(), dpi=(200.0, 199.5)))  # noqa: S314 - made above

    def text(path: str) -> str | None:
        return root.findtext(path, namespaces=NS)

    assert text(".//a:fileIdentifier[@fileIdentifierLocation='sha256']") == "0" * 64
    assert text(".//a:Processing[@ID='engine']//a:softwareName") == "tesserocr"
    assert text(".//a:Processing[@ID='engine']//a:softwareVersion") == "5.5.1 vie-0a1b2c3d"
    assert text(".//a:Processing[@ID='preparation']//a:processingStepSettings") == (
        "turn=90 dpi=200.00x199.50"
    )
    told = root.find(".//a:String", NS)
    assert [(one.get("PURPOSE"), one.text) for one in told] == [
        ("reader_1 0.625", "Điêu"), ("reader_2 0.970", "Điều"),
    ]  # fmt: skip
    assert float(told.get("WC")) == pytest.approx(0.91123456)
    page = root.find(".//a:Page", NS)
    assert (page.get("PHYSICAL_IMG_NR"), page.get("ROTATION"), page.get("PC")) == (
        "1", "-0.4", "0.9112",
    )  # fmt: skip
    finding = root.find(".//a:OtherTag[@TYPE='finding']", NS)
    assert (finding.get("LABEL"), finding.get("DESCRIPTION")) == ("low-resolution", "142")


@pytest.fixture(scope="module")
def schema():
    """The Library of Congress's own schema, where it is there."""
    etree = pytest.importorskip("lxml.etree")
    if not SCHEMA.is_file():
        pytest.skip(f"the ALTO 4.4 schema is not at {SCHEMA}")

    class Xlink(etree.Resolver):
        def resolve(self, url, public_id, context):
            return self.resolve_string(XLINK, context) if url.endswith("xlink.xsd") else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Xlink())
    return etree.XMLSchema(etree.parse(SCHEMA, parser))


@given(pages | st.sampled_from([a_page(), a_page(lines_on_it=0)]))
def test_it_is_valid_by_the_schema(schema, page):
    """The schema accepts every page that can be written."""
    from lxml import etree

    schema.assertValid(etree.fromstring(alto.encode(page, dpi=(200.0, 200.0))))


#: What stands in what, and in which order: the part of the schema that we use, in our words.
CHILDREN = {
    "alto": "Description Tags Layout ",
    "Description": "MeasurementUnit sourceImageInformation (Processing )+",
    "sourceImageInformation": "fileIdentifier ",
    "Processing": "processingCategory (processingStepSettings |processingSoftware )",
    "processingSoftware": "softwareName (softwareVersion )?",
    "Tags": "(OtherTag )+",
    "Layout": "Page ",
    "Page": "PrintSpace ",
    "PrintSpace": "(ComposedBlock )*",
    "ComposedBlock": "(TextBlock )+",
    "TextBlock": "(TextLine )+",
    "TextLine": "String (SP String )*",
    "String": "(ALTERNATIVE )*",
}


@given(pages)
def test_elements_stand_in_the_order_of_the_schema(page):
    """Also where the schema is not at hand, the order it asks for is kept, and ids are unique."""
    root = ET.fromstring(alto.encode(page))  # noqa: S314 - made above

    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        found = "".join(child.tag.rpartition("}")[2] + " " for child in element)
        assert re.fullmatch(CHILDREN.get(name, ""), found), (name, found)
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("share", [0, 0.3, 0.999, 1.0])
def test_half_a_file_is_no_text(share):
    """A file that was cut short is refused, not half believed."""
    whole = alto.encode(a_page())

    with pytest.raises(ValueError, match="written"):
        alto.decode(whole[: int(len(whole) * share) - 1])


def test_a_rotten_bit_is_noticed():
    """One letter changed leaves good XML and another text: the digest tells."""
    rotten = alto.encode(a_page()).replace("Điều".encode(), "Điểu".encode(), 1)

    with pytest.raises(ValueError, match="not as it was written"):
        alto.decode(rotten)


def test_a_full_page_costs_little_more_than_its_xml():
    """500 words each way, beside what the plain tree costs in the same minute."""
    page = a_page()
    content = alto.encode(page)
    tree = ET.fromstring(content)  # noqa: S314

    def quickest(work: Callable[[], object]) -> float:
        times = []
        for _try in range(9):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
        return min(times)

    parsing = quickest(lambda: ET.fromstring(content))  # noqa: S314
    plain = parsing + quickest(lambda: ET.tostring(tree))
    assert len(content) < 80_000
    assert quickest(lambda: alto.encode(page)) < 2 * plain
    assert quickest(lambda: alto.decode(content)) < 2 * plain
