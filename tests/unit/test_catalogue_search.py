"""Search: Vietnamese as it is typed, with marks and without, and numbers."""

from __future__ import annotations

import unicodedata

import pytest
from catalogue_samples import archive, note, paper, reading, sha, store
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sohoa.catalogue.letters import WORD, exact_form, folded_form
from sohoa.catalogue.rows import HitKind
from sohoa.catalogue.snippets import snippet_of
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Description

TEXTS = {
    "an": "Điều 1. Người bán hàng rong",
    "ban": "Hội đồng gồm các bạn đọc",
    "hoso": "Hồ sơ Đảng viên, kèm quyết định",
    "hoa": "Tỉnh Bình Dương hoà nhập cùng cả nước",
}


@pytest.fixture(scope="module")
def shelf(catalogue_at, tmp_path_factory):
    """Some archived documents, a quarantined one, and papers that are not digitized."""
    folder = tmp_path_factory.mktemp("shelf")
    with Catalogue.open(catalogue_at(folder)) as catalogue:
        store(catalogue, paper("012/QĐ-SVHTTDL"), paper("77/GP-SVHTTDL", owner="Đỗ Thị Sương"))
        for name, text in TEXTS.items():
            archive(catalogue, folder, name, text=text)
        described = catalogue.link(Description(record_id="SO-000001"))
        archive(catalogue, folder, "linked", text="Nội dung", description=described)
        waiting = note("bad", DocumentState.QUARANTINED, description=Description(number="8/TB"))
        catalogue.note_states(batch="Hộp 02", phase=2, states=[waiting])
    return folder


def found(shelf, query, **options):
    """What a search gives, best first: kind and document (or record) of each hit."""
    with reading(shelf) as reader:
        hits = reader.search(query, **options).hits
    return [(hit.kind, hit.document_id or hit.record_id) for hit in hits]


@pytest.mark.parametrize("query", ["ho so", "HO SO", "Hồ sơ", "hồ so", "dang vien", "dinh"])
def test_words_with_marks_or_without(shelf, query):
    """`ho so` finds `Hồ sơ`, `dinh` finds `định`, `dang` finds `Đảng`."""
    assert "hoso" in [name for _kind, name in found(shelf, query)]


def test_exact_before_folded(shelf):
    """`bán` finds `bán` first and `bạn` after it; `bạn` the other way round."""
    assert found(shelf, "bán") == [(HitKind.EXACT, "an"), (HitKind.FOLDED, "ban")]
    assert found(shelf, "bạn") == [(HitKind.EXACT, "ban"), (HitKind.FOLDED, "an")]


def test_without_marks_all_are_equal(shelf):
    """`ban` finds both, as folded matches; one of them has that id too, and is one hit."""
    assert {kind for kind, _name in found(shelf, "ban")} == {HitKind.ID, HitKind.FOLDED}
    assert {name for _kind, name in found(shelf, "ban")} == {"an", "ban"}


def test_decomposed_query(shelf):
    """A query typed on a Mac, with marks apart from their letters, is the same query."""
    decomposed = unicodedata.normalize("NFD", "Hồ sơ")

    assert decomposed != "Hồ sơ"
    assert found(shelf, decomposed) == found(shelf, "Hồ sơ") == [(HitKind.EXACT, "hoso")]


@pytest.mark.parametrize("query", ["hòa nhập", "hoà nhập", "HÒA NHẬP"])
def test_both_schools_of_tone_marks(shelf, query):
    """`hòa` and `hoà` are one word in two spellings: both are exact."""
    assert found(shelf, query) == [(HitKind.EXACT, "hoa")]


def test_every_word_must_be_there(shelf):
    """Two words are found together or not at all; in quotation marks only side by side."""
    assert found(shelf, "quyết Đảng") == [(HitKind.EXACT, "hoso")]
    assert found(shelf, "quyết rong") == []
    assert found(shelf, '"Đảng viên"') == [(HitKind.EXACT, "hoso")]
    assert found(shelf, '"viên Đảng"') == []


@pytest.mark.parametrize("query", ["12/QĐ-SVHTTDL", "12 / qđ – svhttdl", "Số: 00012/QĐ-SVHTTDL"])
def test_number_in_any_spelling(shelf, query):
    """A số ký hiệu finds its document first, whatever its zeros and spaces."""
    assert found(shelf, query)[0] == (HitKind.NUMBER, "linked")


def test_number_among_words(shelf):
    """A number typed with words around it is still looked up as a number."""
    assert found(shelf, "quyết định 012/QĐ-SVHTTDL")[0] == (HitKind.NUMBER, "linked")


def test_paper_not_digitized_yet(shelf):
    """The counter finds a paper that is only in the register, and where it stands."""
    with reading(shelf) as reader:
        (hit,) = reader.search("77/GP-SVHTTDL").hits
        (by_owner,) = reader.search("đỗ thị sương").hits

    assert (hit.record_id, hit.document_id, hit.state) == ("SO-000002", "", None)
    assert (hit.location, hit.is_digitized) == ("Kệ 2, hộp 14", False)
    assert by_owner.record_id == "SO-000002"
    assert by_owner.kind is HitKind.EXACT


def test_digitized_paper_is_one_hit(shelf):
    """A paper and its document are found as one thing: the document."""
    assert [name for _kind, name in found(shelf, "karaoke")] == ["linked", "SO-000002"]


def test_document_on_its_way_is_found_by_number(shelf):
    """A quarantined document is found by its number, and shown as quarantined."""
    with reading(shelf) as reader:
        (hit,) = reader.search("08/TB").hits

    assert (hit.document_id, hit.state) == ("bad", DocumentState.QUARANTINED)


def test_snippet_shows_the_words_as_written(shelf):
    """The words found are marked in the text as it stands on the paper."""
    with reading(shelf) as reader:
        (hit,) = reader.search("ho so", marks=("[", "]")).hits

    assert hit.snippet == "[Hồ] [sơ] Đảng viên, kèm quyết định"


def test_limit_counts_hits_not_kinds(shelf):
    """No more hits than asked for, over all kinds together."""
    assert len(found(shelf, "bán", limit=1)) == 1
    assert found(shelf, "bán", limit=0) == []


HOSTILE = [
    '"', '""', "'", "*", "a*", "NEAR(a b)", "NOT a", "a OR", "AND", "(", ")", "exact : a", "-",
    "a-b", "^a", "{a b}", "; DROP TABLE documents", "%", "\0", "a\0b", "\ud800", "\u0301", "—",
    "１２/ＱĐ", "x" * 5000, "a " * 2000, "/" * 500, "9" * 600, "a/" * 400, "\U0001e900", "½", "İ",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_are_data(shelf, query):
    """Nothing a person types is syntax: it finds something or nothing."""
    found(shelf, query)


@settings(max_examples=300, deadline=None)
@given(query=st.text(max_size=60) | st.text(alphabet='"*()-^:{}+ANDORTE/đ1 ', max_size=40))
@example(query="a AND (b")
def test_any_text_may_be_asked(shelf, query):
    """Whatever is asked, the catalogue answers."""
    found(shelf, query)


@settings(deadline=None)
@given(word=st.sampled_from([word for text in TEXTS.values() for word in WORD.findall(text)]))
def test_every_word_finds_its_document(shelf, word):
    """Each word of each text finds that text, as written, folded, and in capitals."""
    owners = {name for name, text in TEXTS.items() if word in WORD.findall(text)}
    for query in (word, folded_form(word), word.upper()):
        assert owners <= {name for _kind, name in found(shelf, query)}


@given(st.text())
def test_forms_are_stable(text):
    """Bringing a text to a form twice is bringing it once, and folding sees no tone schools."""
    assert exact_form(exact_form(text)) == exact_form(text)
    assert folded_form(exact_form(text)) == folded_form(text)


def test_snippet_is_safe_for_a_screen():
    """Control characters of a text from outside do not reach the terminal."""
    text = "trước \x1b[31mđỏ\x07 sau"

    drawn = snippet_of(text, exact={"đỏ"}, folded=set(), marks=("«", "»")).text

    assert "\x1b" not in drawn
    assert "\x07" not in drawn
    assert drawn.endswith("sau")


def test_snippet_of_a_long_text():
    """A long text is cut to the stretch that has the most of the words asked for."""
    text = "đầu " * 500 + "giấy phép kinh doanh karaoke " + "cuối " * 500

    drawn = snippet_of(text, exact=set(), folded={"giay", "karaoke"}, marks=("[", "]")).text

    assert drawn.startswith("… đầu")
    assert "[giấy] phép kinh doanh [karaoke]" in drawn
    assert drawn.endswith("…")
    assert len(drawn) < 200


def test_snippet_far_back_in_a_long_text():
    """What stands on the last page is shown too, and nothing but its surroundings."""
    text = "đầu " * 15_000 + "karaoke " + "cuối " * 15_000

    drawn = snippet_of(text, exact=set(), folded={"karaoke", "vang"}, marks=("[", "]")).text

    assert "đầu [karaoke] cuối" in drawn
    assert len(drawn) < 200


@settings(deadline=None)
@given(text=st.text(max_size=200), words=st.sets(st.text(max_size=5), max_size=3))
def test_any_text_has_a_snippet(text, words):
    """Whatever was read and whatever is asked for, cutting a snippet does not fail."""
    snippet_of(text, exact=words, folded=words, marks=("[", "]"))


def test_content_of_one_document_is_found_once(catalogue, tmp_path):
    """A document that matches exactly and folded is one hit."""
    archive(catalogue, tmp_path, "a", text="bán bạn ban", content=sha("x"))

    assert found(tmp_path, "bán") == [(HitKind.EXACT, "a")]
