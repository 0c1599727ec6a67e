"""The visible text: the decree's three lines, in its font, inside every page."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfa_samples import TINOS
from sign_samples import AGENCY, SIGNED_AT

from sohoa.domain.errors import SettingsError, ToolMissingError
from sohoa.sign.font import check_font, missing_letters, prepare_font, vietnamese_letters
from sohoa.sign.settings import Role, SignSettings, StampSettings
from sohoa.sign.stamp import FONT_SIZE, StampText

pytestmark = pytest.mark.usefixtures("english")

A4 = (0.0, 0.0, 595.28, 841.89)


@pytest.fixture(scope="module")
def font_dir(tmp_path_factory):
    """A cache that the tests share."""
    return tmp_path_factory.mktemp("fonts")


def stamp(font_dir: Path, agency: str = AGENCY, **options: object) -> StampText:
    """The text of the agency's stamp by the decree."""
    names = ["SAO Y", agency]
    return StampText.of(StampSettings(), names, SIGNED_AT, font_dir=font_dir, **options)


def test_three_lines_stand_above_the_state_heading(font_dir):
    """Form, agency and Vietnam's time; within the decree's upper margin of 20 mm on A4."""
    layout = stamp(font_dir).lay_out(A4)

    assert layout.lines == ("SAO Y", AGENCY, "2024-05-07T01:30:59+07:00")
    assert layout.font_size == FONT_SIZE == 10
    assert A4[3] - layout.box[1] < 20 / 25.4 * 72
    assert A4[2] - layout.box[2] == pytest.approx(10 / 25.4 * 72)


def test_long_name_goes_on_below(font_dir):
    """A name wider than the page is broken between words, at the same size."""
    name = "Trung tâm Huấn luyện và Thi đấu thể dục thể thao " * 3
    layout = stamp(font_dir, name).lay_out(A4)

    assert len(layout.lines) > 3
    assert layout.font_size == FONT_SIZE
    assert " ".join(layout.lines[1:-1]) == name.strip()


@settings(deadline=None)
@given(
    width=st.floats(3, 5000),
    height=st.floats(3, 5000),
    corner=st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
    agency=st.sampled_from([AGENCY, "Sở", "Ủy ban nhân dân " * 12, "X" * 120]),
)
def test_text_stays_inside_any_page(font_dir, width, height, corner, agency):
    """From an identity card to a map, wherever the page's origin lies."""
    page = (corner[0], corner[1], corner[0] + width, corner[1] + height)
    layout = stamp(font_dir, agency).lay_out(page)

    left, bottom, right, top = layout.box
    assert page[0] <= left < right <= page[2]
    assert page[1] <= bottom < top <= page[3]


@given(agency=st.text(vietnamese_letters() + " .,-", min_size=1, max_size=200))
@settings(deadline=None, max_examples=30)
def test_no_letter_is_lost(font_dir, agency):
    """Whatever the breaks and the size, the words are all there."""
    layout = stamp(font_dir, agency).lay_out((0, 0, 300, 400))

    assert " ".join(layout.lines).split() == ["SAO", "Y", *agency.split(), *layout.lines[-1:]]


def test_font_has_every_letter_and_1000_units(font_dir):
    """The cached font: 146 letters, widths in 1/1000 em, small."""
    path = prepare_font([TINOS], font_dir)

    assert len(vietnamese_letters()) == 146
    assert missing_letters(path) == ""
    assert TTFont(path)["head"].unitsPerEm == 1000
    assert path.stat().st_size < 40_000


def test_font_is_prepared_once_and_again_if_damaged(tmp_path):
    """The cache is used as it is, unless it is no font any more."""
    path = prepare_font([TINOS], tmp_path)
    good, made = path.read_bytes(), path.stat().st_mtime_ns
    assert prepare_font([TINOS], tmp_path).stat().st_mtime_ns == made

    path.write_bytes(good[:5000])
    assert prepare_font([TINOS], tmp_path).read_bytes() == good


def test_unfit_fonts_are_passed_over(tmp_path):
    """A font without Vietnamese letters, or no font at all, is not used."""
    poor, broken = tmp_path / "poor.ttf", tmp_path / "broken.ttf"
    font = TTFont(TINOS)
    cutter = subset.Subsetter()
    cutter.populate(text="abc")
    cutter.subset(font)
    font.save(poor)
    broken.write_bytes(b"no font")

    assert prepare_font([broken, poor, TINOS], tmp_path / "cache").exists()
    with pytest.raises(ToolMissingError, match="apt-get install fonts-croscore"):
        prepare_font([broken, poor, tmp_path / "none.ttf"], tmp_path / "cache")


def test_font_in_use_is_named(tmp_path):
    """`sohoa doctor` shows which file it is, or how to get one."""
    assert check_font(SignSettings()) == TINOS
    poor = StampSettings(fonts=(tmp_path / "none.ttf",))

    with pytest.raises(ToolMissingError, match="fonts-croscore"):
        check_font(SignSettings(stamp=poor))


def test_letter_without_glyph_is_a_setting_to_correct(font_dir):
    """A name with a picture in it names the picture instead of printing a box."""
    with pytest.raises(SettingsError, match="😀"):
        stamp(font_dir, "Sở 😀")


def test_decomposed_name_is_composed(font_dir):
    """A name typed on a Mac gets the same letters."""
    layout = stamp(font_dir, "So\u031b\u0309 Va\u0306n  ho\u0301a").lay_out(A4)

    assert layout.lines[1] == "Sở Văn hóa"


def test_two_stamps_share_the_page(font_dir):
    """The operator's stands top left, the agency's top right, and they never touch."""
    operator = StampText.of(
        StampSettings(),
        ["Nguyễn Thị Ánh Tuyết"],
        SIGNED_AT,
        font_dir=font_dir,
        role=Role.OPERATOR,
        is_shared=True,
    ).lay_out(A4)
    agency = stamp(font_dir, is_shared=True).lay_out(A4)

    assert operator.lines == ("Nguyễn Thị Ánh Tuyết", "2024-05-07T01:30:59+07:00")
    assert operator.box[0] == pytest.approx(10 / 25.4 * 72)
    assert agency.box[2] == pytest.approx(A4[2] - 10 / 25.4 * 72)
    assert (operator.font_size, agency.font_size) == (FONT_SIZE, FONT_SIZE)
    assert operator.box[2] < agency.box[0]


@settings(deadline=None, max_examples=50)
@given(width=st.floats(3, 5000), height=st.floats(3, 5000))
def test_two_stamps_never_touch(font_dir, width, height):
    """On any page, with names longer than half of it."""
    page = (0.0, 0.0, width, height)
    long = "Ủy ban nhân dân " * 6
    right = stamp(font_dir, long, is_shared=True).lay_out(page)
    left = stamp(font_dir, long, is_shared=True, role=Role.OPERATOR).lay_out(page)

    assert 0 <= left.box[0] < left.box[2] < right.box[0] < right.box[2] <= width
