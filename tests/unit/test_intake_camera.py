"""A file that tells a focal length was taken with a camera; a scanner's name alone says nothing."""

from __future__ import annotations

import pytest
from intake_samples import coded, master, picture, take
from PIL import Image


def exif(*, of_camera: bool) -> Image.Exif:
    """What a device writes: its maker and model, and a camera also how it took the picture."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110] = "Maker", "Model 9"
    if of_camera:
        tags.get_ifd(0x8769)[0x920A] = 4.25
    return tags


@pytest.mark.parametrize(("of_camera", "expected"), [(True, ["Maker Model 9"]), (False, [])])
def test_a_camera_names_itself(tmp_path, of_camera, expected):
    """The finding names it; the page is taken all the same."""
    content = coded(picture(), "JPEG", exif=exif(of_camera=of_camera))

    document = take(master(tmp_path, "1.jpg", content))

    assert [one.value for one in document.findings if one.code == "camera"] == expected
