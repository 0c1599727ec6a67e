"""TCVN3 and VNI: recognized by what they would become, converted without loss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_samples import in_tcvn3, in_vni

from sohoa.domain import syllable
from sohoa.domain.syllable import is_syllable, legal_share
from sohoa.domain.vietnamese import nfc
from sohoa.tabular.legacy import convert, converted_anyway, detect, is_old

#: TCVN 5712 as the C library's iconv has it ("TCVN"), byte by byte, from A1 on; `_` where
#: TCVN3 fonts have no letter.
ICONV_TCVN = (
    "ĂÂÊÔƠƯĐăâêôơưđ______àảãáạ_ằẳẵắ_______ặầẩẫấậè_ẻẽéẹềểễếệìỉ___ĩíịò_ỏõóọồổỗốộờởỡớợù_ủũúụừửữứựỳỷỹýỵ"
)

PROSE = [
    "Giấy phép đủ điều kiện kinh doanh dịch vụ karaoke",
    "Quyết định công nhận hạng cơ sở lưu trú du lịch",
    "Chủ cơ sở: Nguyễn Thị Hồng Hạnh, phường Phú Lợi, thị xã Thủ Dầu Một",
]
syllables = st.sampled_from(sorted(syllable._syllables()))
sentences = st.lists(syllables, min_size=1, max_size=8).map(" ".join)


def test_the_table_of_tcvn3_is_that_of_the_standard():
    """Every byte from A1 to FE stands for the letter that iconv's table gives it."""
    stored = "".join(chr(byte) for byte in range(0xA1, 0xFF))

    converted = [convert(f"q{byte}q", "TCVN3")[1] for byte in stored]

    pairs = zip(converted, ICONV_TCVN, strict=True)
    assert [pair for pair in pairs if pair[1] != "_" and pair[0] != pair[1]] == []


@given(sentences)
def test_tcvn3_gives_back_what_was_written(text):
    """Small letters survive the way into TCVN3 and back, but for what is legal as stored."""
    stored = in_tcvn3(text)

    assert convert(stored, "TCVN3") == (nfc(text) if is_old(stored) else stored)
    assert converted_anyway(stored, "TCVN3") == nfc(text)


@given(sentences, st.sampled_from([str.lower, str.upper, str.title]))
def test_vni_gives_back_what_was_written(text, case):
    """Letters of any case survive the way into VNI and back."""
    stored = in_vni(case(text))

    assert convert(stored, "VNI") == (nfc(case(text)) if is_old(stored) else nfc(stored))
    assert converted_anyway(stored, "VNI") == nfc(case(text))


@given(sentences, st.sampled_from(["TCVN3", "VNI"]))
def test_legal_vietnamese_is_never_touched(text, encoding):
    """Whatever the sheet around it is in, and whichever letters it happens to have."""
    assert convert(text, encoding) == nfc(text)


@pytest.mark.parametrize("write", [in_tcvn3, in_vni])
def test_a_sheet_that_is_half_old_is_recognized_by_its_old_half(write):
    """More new rows than old ones do not hide the old."""
    new = ["Công ty An Phú", "Lê Thanh Hà", "Bùi Thanh Tú", "Võ Minh Trí", "Hòa Phú", "có", "và"]

    assert detect([*new * 9, *map(write, PROSE)]) != ""


@pytest.mark.parametrize(("write", "name"), [(in_tcvn3, "TCVN3"), (in_vni, "VNI")])
def test_old_text_is_recognized_by_all_its_words(write, name):
    """Each encoding is told from the other."""
    assert detect([write(text) for text in PROSE]) == name


@pytest.mark.parametrize(
    "texts",
    [
        PROSE,
        ["Ho so", "Giay phep", "12/GP-SVHTTDL"],
        ["Société générale, à Paris", "Café de l'Été", "Hôtel Élysée", "déjà vu, façade"],
        ["Müller & Söhne GmbH", "Größe: 5 m²", "±5 °C, ½ Stück"],
        ["Hà", "Hùng", "có", "và", "là"],
        [],
    ],
    ids=["unicode", "ascii", "french", "german", "western letters only", "nothing"],
)
def test_other_text_is_left_alone(texts):
    """Unicode, ASCII and Western languages are not taken for an old encoding."""
    assert detect(texts) == ""


def test_unicode_in_an_old_sheet_stays():
    """A cell typed in Unicode later is not spoiled by converting its neighbours."""
    assert [convert(text, "TCVN3") for text in PROSE] == PROSE


def test_what_reads_better_as_it_is_stays():
    """A cell of Western letters only that is Vietnamese already is not converted."""
    assert convert("Giáo án, hàng hóa", "TCVN3") == "Giáo án, hàng hóa"


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("GIÊY PHÐP", "GIẤY PHÉP"),
        ("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Hµ Néi", "Hà Nội"),
        ("Së V¨n hãa", "Sở Văn hóa"),
    ],
)
def test_capitals_that_tcvn3_cannot_store_come_back(stored, meant):
    """A word in capitals is in capitals throughout; a capital at the start stays alone."""
    assert convert(stored, "TCVN3") == meant


def test_known_syllables_are_legal():
    """The words of a licence are syllables, in both schools of placing the tone."""
    words = "cộng hòa hoà xã nghĩa quyết giấy thuý thúy nguyễn khuỷu giếng gì quý yến ngoằn ngoèo"

    assert [word for word in words.split() if not is_syllable(word)] == []


def test_misspelt_words_are_not():
    """Each breaks one rule: k/c, gh, ngh, tone on a stop, tone place, foreign letters."""
    words = "cế ghà ngè cảc qúy gìa bổch xyz giÊy nghiệpp"

    assert [word for word in words.split() if is_syllable(word)] == []


def test_the_share_tells_vietnamese_from_noise():
    """Prose is legal throughout, its stored form hardly at all."""
    words = PROSE[1].split()

    assert legal_share(words) == 1.0
    assert legal_share([in_tcvn3(word) for word in words]) < 0.5
