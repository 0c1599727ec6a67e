"""All that `config/` says: everything at once, with every mistake named together."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
from functools import cached_property, partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sohoa.catalogue.settings import CatalogueSettings
from sohoa.config_files import read_config
from sohoa.describe.layout import Layout
from sohoa.describe.lists import ListsTold, ValueList, lists_told
from sohoa.describe.settings import DescribeSettings
from sohoa.domain.errors import SettingsError
from sohoa.domain.naming import Naming
from sohoa.domain.paper_identity import IdentityRule
from sohoa.durable import write_durably
from sohoa.intake.settings import IntakeSettings
from sohoa.inventory.agency import OfficeSettings
from sohoa.inventory.confirmed import ConfirmedNames
from sohoa.inventory.settings import InventorySettings
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.inventory.words import RegisterWords
from sohoa.language import _
from sohoa.ledger.settings import LedgerSettings
from sohoa.mail import MailSettings
from sohoa.matching.settings import ReviewSettings
from sohoa.ocr.settings import OcrSettings
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sampling.settings import AuditSettings
from sohoa.sign.settings import SignSettings
from sohoa.work_settings import WorkSettings

_CATALOGUE = re.compile(r"^[ \t]*\[[ \t]*catalogue[ \t]*\][^\r\n]*", re.MULTILINE)
#: The address in its own section.
_CATALOGUE_URL = re.compile(
    rf"({_CATALOGUE.pattern}\r?\n(?:(?![ \t]*\[)[^\n]*\n)*?)([ \t]*[\"']?url[\"']?[ \t]*=[^\r\n]*)",
    re.MULTILINE,
)


class Settings(BaseModel):
    """All settings of a workspace, each station's in its own section."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    office: OfficeSettings
    work: WorkSettings = WorkSettings()
    catalogue: CatalogueSettings = CatalogueSettings()
    intake: IntakeSettings = IntakeSettings()
    ocr: OcrSettings = OcrSettings()
    #: Forms of the office's own, from the folder `config/layouts/`.
    layouts: tuple[Layout, ...] = ()
    #: What damaged names are corrected by, from the folder `config/lists/`.
    lists: tuple[ValueList, ...] = ()
    describe: DescribeSettings = DescribeSettings()
    inventory: InventorySettings = InventorySettings()
    review: ReviewSettings = ReviewSettings()
    audit: AuditSettings = AuditSettings()
    pdfa: PdfaSettings = PdfaSettings()
    mail: MailSettings = MailSettings()
    ledger: LedgerSettings = LedgerSettings()
    sign: SignSettings
    rooms: RoomTable
    record_types: RecordTypeTable
    register_words: RegisterWords = RegisterWords()
    confirmed_names: ConfirmedNames = ConfirmedNames()

    def names_on(self, day: dt.date) -> Naming:
        """The names that rooms and types have on a day, in place of those papers bear.

        A whole office that stands for its own room is renamed with the agency.
        """
        whole, rooms = self.office.lineage, self.rooms.lineage

        def room_on(text: str) -> str:
            return rooms.name_on(whole.name_on(text, day), day)

        return Naming(room_on, partial(self.record_types.lineage.name_on, day=day))

    @property
    def lines(self) -> Naming:
        """One name for each room and type and all that it was called, whatever the day."""
        return self.names_on(dt.date.max)

    @property
    def identity(self) -> IdentityRule:
        """What identifies a paper of this office, by the names of any time."""
        return IdentityRule(self.inventory.identity, self.lines.room, self.lines.record_type)

    @cached_property
    def lists_told(self) -> ListsTold:
        """The lists as workers are told of them."""
        return lists_told(self.lists)

    @property
    def digest(self) -> str:
        """SHA-256 over the settings in force; stands in every PREMIS event."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def load_settings(config_dir: Path) -> Settings:
    """Read and check every file of `config/`.

    Raises:
        SettingsError: With every mistake at once, each as `file: key: what was expected`.
    """
    return read_config(config_dir, Settings)


def write_catalogue_url(config_dir: Path, url: str) -> None:
    """Put the catalogue's address into `settings.toml`; all else stays as it was written.

    Raises:
        SettingsError: The settings, with this address, cannot be used; they are as they were.
    """
    before, after = _with_catalogue_url(config_dir, url)
    _write_settings(config_dir, after)
    try:
        if load_settings(config_dir).catalogue.url != url:
            raise SettingsError(problems=f"settings.toml: catalogue.url: {url}")
    except SettingsError:
        _write_settings(config_dir, before)
        raise


def require_writable(config_dir: Path, url: str) -> None:
    """Try, before a catalogue moves, whether its address can be put into `settings.toml`.

    Raises:
        SettingsError: It could not be; they are as they were.
    """
    load_settings(config_dir)
    before, _after = _with_catalogue_url(config_dir, url)
    _write_settings(config_dir, before)


def _with_catalogue_url(config_dir: Path, url: str) -> tuple[str, str]:
    """What the settings are, and what they will be.

    Raises:
        SettingsError: They write their section in a way that is not changed by a program.
    """
    try:
        before = (config_dir / "settings.toml").read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(problems=f"settings.toml: {error}") from error
    newline = "\r\n" if "\r\n" in before else "\n"
    line = f"url = {json.dumps(url)}"
    held = _CATALOGUE_URL.search(before)
    if held:
        after = f"{before[: held.start(2)]}{line}{before[held.end(2) :]}"
    elif heading := _CATALOGUE.search(before):
        after = f"{before[: heading.end()]}{newline}{line}{before[heading.end() :]}"
    else:
        after = f"{before.rstrip()}{newline * 2}[catalogue]{newline}{line}{newline}"
    try:
        is_written = tomllib.loads(after).get("catalogue", {}).get("url") == url
    except tomllib.TOMLDecodeError:
        is_written = False
    if not is_written:
        text = _("write the section so that it can be changed: `[catalogue]`, and below `{line}`")
        raise SettingsError(problems=f"settings.toml: {text.format(line='url = ...')}")
    return before, after


def _write_settings(config_dir: Path, content: str) -> None:
    try:
        write_durably((config_dir / "settings.toml").resolve(), content.encode())
    except OSError as error:
        raise SettingsError(problems=f"settings.toml: {error.strerror}") from error
