"""The colour profile: what it says is sRGB, and as little else as can be."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageCms

from sohoa.pdfa.colour import srgb_profile


def test_it_is_srgb():
    """Every colour of a wheel comes through it as through the library's own sRGB."""
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    theirs = ImageCms.createProfile("sRGB")
    colours = Image.merge("RGB", [Image.effect_noise((128, 128), 255) for _ in range(3)])

    shown = ImageCms.profileToProfile(colours, ours, theirs)

    assert ImageCms.getProfileName(ours).strip() == "sRGB IEC61966-2.1"
    assert max(high for _, high in ImageChops.difference(shown, colours).getextrema()) <= 1


def test_it_is_small():
    """A black and white page has some forty kilobytes."""
    assert len(srgb_profile()) < 600
