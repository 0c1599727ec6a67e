"""Pictures for a decision: the field whole, upright and level, or where it would be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from review_samples import PLACES, SIZE, line, paper

from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.stage_results import PageEncoding
from sohoa.review.asked import PictureKind
from sohoa.review.pictures import cut_pictures, pictures_in
from sohoa.review.places import places_to_look_at

ENCODINGS = [*PageEncoding]


def _cut(sample, folder):
    return cut_pictures(sample.read, sample.description, sample.texts, folder)


def _bar(path):
    """The dark bar on a picture: left, top, right, bottom, and the picture's size."""
    grey = np.asarray(Image.open(path).convert("L"))
    rows, columns = np.nonzero(grey < 100)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1, grey.shape[::-1]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_field_is_shown_whole_and_upright(tmp_path, encoding, turn):
    """However a page is stored, its number's bar is there, in its shape, with room around."""
    sample = paper(tmp_path / "page", encoding=encoding, turn=turn)

    left, top, right, bottom, (wide, high) = _bar(
        _cut(sample, tmp_path / "cut")[PictureKind.NUMBER]
    )

    box = PLACES[FieldName.NUMBER]
    assert abs((right - left) / (bottom - top) - box.width / box.height) < 0.8
    assert left > 10
    assert right < wide - 10
    assert top > 5
    assert bottom < high - 5


@pytest.mark.parametrize("skew", [-6.0, 2.0, 6.0])
def test_a_leaning_page_is_shown_level(tmp_path, skew):
    """The bar of a page that leans lies level, and none of it is cut."""
    sample = paper(tmp_path / "page", skew=skew)

    left, top, right, bottom, (wide, high) = _bar(_cut(sample, tmp_path / "cut")[PictureKind.DATE])

    box = PLACES[FieldName.FORMED]
    by = (right - left) / box.width
    assert bottom - top < by * box.height + 4
    assert 0 < left < right < wide
    assert 0 < top < bottom < high


def test_title_and_name_are_one_picture_with_the_signature_between(tmp_path):
    """The signature's picture reaches from the title to the name."""
    places = _places(paper(tmp_path / "page"))

    box = places[PictureKind.SIGNATURE].box
    assert box.top < PLACES[FieldName.SIGNED_AS].top
    assert box.top + box.height > PLACES[FieldName.SIGNER].top + 34


@pytest.mark.parametrize("found", [FieldName.SIGNED_AS, FieldName.SIGNER])
def test_half_a_signature_is_shown_with_its_other_half(tmp_path, found):
    """Where only title or name was read, the place of the other is on the picture."""
    places = _places(paper(tmp_path / "page", {found: PLACES[found]}))

    box = places[PictureKind.SIGNATURE].box
    for name in (FieldName.SIGNED_AS, FieldName.SIGNER):
        assert box.top < PLACES[name].top
        assert box.top + box.height > PLACES[name].top + 34


def test_what_stands_beside_a_day_is_shown_with_it(tmp_path):
    """The place before the day is on its picture; the number in the other column is not."""
    sample = paper(tmp_path / "page")
    lines = (*sample.texts[0].lines, line("Quảng Ngãi,", Box(700, 330, 190, 34)))
    sample.texts[0] = replace(sample.texts[0], lines=lines)

    box = _places(sample)[PictureKind.DATE].box

    number = PLACES[FieldName.NUMBER]
    assert number.left + number.width < box.left < 700


@pytest.mark.parametrize("lacking", [FieldName.NUMBER, FieldName.FORMED, FieldName.SUBJECT])
def test_a_field_of_the_head_that_was_not_found_is_shown_where_it_would_be(tmp_path, lacking):
    """The guess shows the part of the page on which the field stands in truth."""
    marks = {name: box for name, box in PLACES.items() if name is not lacking}
    sample = paper(tmp_path / "page", marks)
    kinds = {
        FieldName.NUMBER: PictureKind.NUMBER,
        FieldName.FORMED: PictureKind.DATE,
        FieldName.SUBJECT: PictureKind.HEADING,
    }

    place = _places(sample)[kinds[lacking]]

    assert place.is_guess
    assert _holds(place.box, PLACES[lacking])
    assert kinds[lacking] in _cut(sample, tmp_path / "cut")


def test_a_signature_that_was_not_found_is_looked_for_below_the_text(tmp_path):
    """The guess ends below the last line, wherever on the page that is."""
    name = FieldName.SUBJECT
    words = (line("Quyết định", PLACES[name]), line("Nguyễn An", Box(1000, 1200, 300, 34)))
    sample = paper(tmp_path / "page", {name: PLACES[name]}, words=words)

    place = _places(sample)[PictureKind.SIGNATURE]

    assert place.is_guess
    assert _holds(place.box, Box(1000, 1200, 300, 34))


def test_a_blank_page_gives_pictures_all_the_same(tmp_path):
    """A document of which nothing was read shows its head and its foot; nobody is its owner."""
    sample = paper(tmp_path / "page", {}, words=())

    cut = _cut(sample, tmp_path / "cut")

    assert set(cut) == set(PictureKind) - {PictureKind.OWNER}


@pytest.mark.parametrize(
    "box",
    [
        Box(-500, -500, 100, 30),
        Box(9_000, 9_000, 100, 30),
        Box(0, 0, 10**6, 10**6),
        Box(100, 100, 0, 0),
        Box(1_600, 2_300, 500, 500),
    ],
)
def test_a_box_beyond_the_page_is_no_trouble(tmp_path, box):
    """A box that lies beyond the page, or on more than all of it, gives a picture of the page."""
    sample = paper(tmp_path / "page", {FieldName.NUMBER: box}, words=())

    cut = _cut(sample, tmp_path / "cut")

    with Image.open(cut[PictureKind.NUMBER]) as picture:
        wide, high = picture.size
    assert 1 <= wide <= 900
    assert 1 <= high <= 440


def test_a_field_of_a_page_that_is_not_there_is_guessed(tmp_path):
    """A description of another document's pages breaks nothing."""
    sample = paper(tmp_path / "page")
    field = sample.description.fields[0]
    other = PaperDescription("", (replace(field, page=7), *sample.description.fields[1:]))

    places = places_to_look_at(sample.read, other, sample.texts)

    assert places[PictureKind.NUMBER].is_guess


@pytest.mark.parametrize("turn", [0, 90])
def test_numbers_of_owners_are_painted_over(tmp_path, turn):
    """Beside the owner's name, and on a guess, a number by which a person is known is grey."""
    number = Box(700, 800, 330, 34)
    marks = {FieldName.OWNER: Box(300, 800, 350, 34), FieldName.OWNER_ID: number}
    sample = paper(tmp_path / "page", marks, turn=turn)

    places = _places(sample)
    hidden = [box for box in places[PictureKind.OWNER].hidden if _holds(box, number)]
    grey = np.asarray(Image.open(_cut(sample, tmp_path / "cut")[PictureKind.OWNER]).convert("L"))

    assert hidden
    assert 100 < grey[grey.shape[0] // 2, -1] < 160


def test_numbers_that_only_the_text_tells_are_painted_over(tmp_path):
    """A line `CCCD 079085001234` within a picture hides the number, nothing else of the line."""
    text = line("Bà An, CCCD số 079085001234 cấp", Box(300, 640, 900, 34))
    sample = paper(tmp_path / "page", {FieldName.SUBJECT: PLACES[FieldName.SUBJECT]}, words=(text,))

    (hidden,) = _places(sample)[PictureKind.HEADING].hidden

    assert hidden.left == text.words[4].left


def test_the_same_document_gives_the_same_bytes_and_no_more_files(tmp_path):
    """Cut again, nothing changes; what an earlier description had is taken away."""
    sample = paper(tmp_path / "page", encoding=PageEncoding.JPEG)
    folder = tmp_path / "cut"
    (tmp_path / "cut").mkdir()
    (folder / "owner.jpg").write_bytes(b"of an earlier one")

    first = {kind: path.read_bytes() for kind, path in _cut(sample, folder).items()}
    other = {kind: path.read_bytes() for kind, path in _cut(sample, tmp_path / "b").items()}

    assert first == other
    assert pictures_in(folder).keys() == first.keys()
    names = {path.name for path in folder.iterdir()}
    assert names == {"made-from.txt", *(f"{kind}.jpg" for kind in first)}


def test_what_is_cut_is_not_cut_again(tmp_path):
    """Every run finds what waits: pictures are made once, and anew when the fields change."""
    sample, folder = paper(tmp_path / "page"), tmp_path / "cut"
    number = _cut(sample, folder)[PictureKind.NUMBER]
    before = number.stat().st_ino

    assert _cut(sample, folder)[PictureKind.NUMBER].stat().st_ino == before

    fewer = replace(sample, description=PaperDescription("", sample.description.fields[1:]))
    assert _cut(fewer, folder)[PictureKind.NUMBER].stat().st_ino != before


def test_a_noisy_colour_page_stays_small(tmp_path):
    """No picture is larger than 60,000 bytes, whatever is on the page."""
    sample = paper(tmp_path / "page", {}, encoding=PageEncoding.JPEG)
    noise = np.random.default_rng(1).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    Image.fromarray(noise).save(sample.read.pages[0].image.path, "JPEG", quality=90)

    cut = _cut(sample, tmp_path / "cut")

    assert len(cut) == 4
    assert max(path.stat().st_size for path in cut.values()) <= 60_000


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0 cut short"])
def test_a_page_that_cannot_be_decoded_gives_no_picture(tmp_path, content):
    """It costs no record: the pictures are lacking, and no stale one is left."""
    sample = paper(tmp_path / "page", encoding=PageEncoding.JPEG)
    _cut(replace(sample, description=PaperDescription()), tmp_path / "cut")
    whole = sample.read.pages[0].image.path.read_bytes()
    sample.read.pages[0].image.path.write_bytes(content)

    assert _cut(sample, tmp_path / "cut") == {}
    assert pictures_in(tmp_path / "cut") == {}
    sample.read.pages[0].image.path.write_bytes(whole)
    assert _cut(sample, tmp_path / "cut"), "it is tried again"


def test_another_picture_in_the_place_of_the_page_is_not_shown(tmp_path):
    """A file of another size or kind is not what was read: nothing of it is shown."""
    sample = paper(tmp_path / "page")
    Image.new("L", (40_000, 10), 255).save(sample.read.pages[0].image.path, "PNG")

    assert _cut(sample, tmp_path / "cut") == {}


def _places(sample):
    return places_to_look_at(sample.read, sample.description, sample.texts)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and outer.left + outer.width >= inner.left + inner.width
        and outer.top + outer.height >= inner.top + inner.height
    )


def test_a_recipient_list_says_where_the_signature_is(tmp_path):
    """Where no signature was read, the guess is beside those whom the paper goes to."""
    recipients = Box(150, 1500, 500, 200)
    sample = paper(tmp_path / "page", {FieldName.NUMBER: PLACES[FieldName.NUMBER]})
    goes_to = FieldRead(FieldName.RECIPIENTS, "-", 1, recipients, 90.0, "test", "test")
    description = PaperDescription("", (*sample.description.fields, goes_to))

    place = places_to_look_at(sample.read, description, sample.texts)[PictureKind.SIGNATURE]

    assert place.box.top < 1500 < place.box.top + place.box.height
    assert place.box.left > 150
