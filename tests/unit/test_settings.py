"""Settings: the committed ones load; every mistake is named, all at once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sohoa.domain.errors import ExitCode, SettingsError
from sohoa.intake.settings import IntakeSettings
from sohoa.ocr.settings import OcrSettings, QualitySettings
from sohoa.pdfa.settings import PdfaSettings
from sohoa.proof_settings import load_proof_settings
from sohoa.settings import load_settings
from sohoa.sign.settings import (
    KeySettings,
    RenewalSettings,
    StampSettings,
    TimeSettings,
    TrustSettings,
)
from sohoa.work_settings import WorkSettings
from sohoa.workspace import CHECKOUT

_HEADINGS = {
    WorkSettings: "work",
    IntakeSettings: "intake",
    OcrSettings: "ocr",
    QualitySettings: "ocr.quality",
    PdfaSettings: "pdfa",
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the committed configuration, to be spoiled."""
    return Path(shutil.copytree(CHECKOUT / "config", tmp_path / "config"))


def test_the_committed_settings_load():
    """What is in the repository is a configuration that works."""
    settings = load_settings(CHECKOUT / "config")

    assert settings.office.name == "Sở Văn hóa, Thể thao và Du lịch tỉnh Bình Dương"
    assert settings.work.pool_size >= 1


@pytest.mark.parametrize("kind", list(_HEADINGS))
def test_the_committed_file_names_every_setting_and_its_default(kind):
    """Who looks for a setting finds it in the file, with the value that holds without it."""
    content = (CHECKOUT / "config" / "settings.toml").read_text()
    settings = load_settings(CHECKOUT / "config")
    sections = (settings.work, settings.intake, settings.ocr, settings.ocr.quality, settings.pdfa)
    (section,) = (one for one in sections if type(one) is kind)

    of_section = content.partition(f"\n[{_HEADINGS[kind]}]\n")[2].partition("\n[")[0]
    named = set(re.findall(r"^#?(\w+) = ", of_section, re.MULTILINE))

    assert set(kind.model_fields) - {"quality"} <= named
    assert section == kind()


def test_the_committed_signing_file_names_every_setting():
    """The same for keys, stamp, time stamps, trust and renewal."""
    content = (CHECKOUT / "config" / "signing.toml").read_text()
    kinds = (KeySettings, StampSettings, TimeSettings, TrustSettings, RenewalSettings)
    named = set(re.findall(r"^#?(\w+) = ", content, re.MULTILINE))

    assert {name for kind in kinds for name in kind.model_fields} <= named


def test_the_digest_changes_with_the_settings(config):
    """Two runs under different settings can be told apart in the events."""
    before = load_settings(config).digest
    path = config / "settings.toml"
    path.write_text(path.read_text().replace("page_seconds = 120", "page_seconds = 60"))

    assert load_settings(config).digest != before


def test_all_mistakes_are_named_at_once(config):
    """Three mistakes in two files: one message with file and key of each."""
    path = config / "settings.toml"
    path.write_text(
        path.read_text()
        .replace("memory_limit_mb = 2048", "memory_limit_mb = 1")
        .replace("[ocr]", "[ocr]\nengin = 'x'")
    )
    with (config / "signing.toml").open("a") as stream:
        stream.write("\n[sealing]\n")

    with pytest.raises(SettingsError) as caught:
        load_settings(config)

    problems = caught.value.details["problems"]
    assert "settings.toml: work.memory_limit_mb:" in problems
    assert "settings.toml: ocr.engin:" in problems
    assert "signing.toml: sealing:" in problems
    assert caught.value.exit_code is ExitCode.SETTINGS


@pytest.mark.parametrize("content", ["[office", "\x00", "a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_named(config, content):
    """A broken file is a settings mistake and no traceback."""
    (config / "settings.toml").write_text(content)

    with pytest.raises(SettingsError, match=r"settings\.toml"):
        load_settings(config)


def test_every_key_may_be_left_out_but_the_offices(config):
    """Name and code stand in every signature, so there is no default; the rest is as committed."""
    committed, path = load_settings(config), config / "settings.toml"
    path.write_text(f'[office]\nname = "{committed.office.name}"\ncode = "{committed.office.code}"')
    (config / "signing.toml").write_text("")

    assert load_settings(config) == committed
    path.write_text("")
    with pytest.raises(SettingsError, match=r"settings\.toml: office"):
        load_settings(config)


def test_a_missing_file_is_named(config):
    """A configuration without one of its files says which."""
    (config / "signing.toml").unlink()

    with pytest.raises(SettingsError, match=r"signing\.toml"):
        load_settings(config)


def test_a_verification_goes_by_the_same_settings(config):
    """Read alone, its sections say what they say among all."""
    _say(config, {"workers = 0": "workers = 3", 'level = "b"': 'level = "u"'})
    every, asked = load_settings(config), load_proof_settings(config)

    assert (asked.work, asked.pdfa, asked.sign) == (every.work, every.pdfa, every.sign)
    assert (asked.work.workers, asked.pdfa.level) == (3, "u")


def test_a_verification_names_the_same_mistakes_in_what_it_asks_for(config):
    """And only those: a proof needs no rooms."""
    (config / "rooms.toml").write_text("[[room]]\nnonsense = 1\n")
    load_proof_settings(config)
    assert "rooms.toml" in _problems(config)

    shutil.copy(CHECKOUT / "config" / "rooms.toml", config)
    _say(config, {"workers = 0": "workers = -1", 'level = "b"': "level = 3"})
    with (config / "signing.toml").open("a") as stream:
        stream.write("\n[[nonsense]]\n")
    with pytest.raises(SettingsError) as refused:
        load_proof_settings(config)
    assert refused.value.details["problems"] == _problems(config)


def _say(config: Path, said: dict[str, str]) -> None:
    path = config / "settings.toml"
    content = path.read_text()
    for before, after in said.items():
        assert before in content
        content = content.replace(before, after)
    path.write_text(content)


def _problems(config: Path) -> str:
    with pytest.raises(SettingsError) as refused:
        load_settings(config)
    return refused.value.details["problems"]
