"""Checks everything a run needs, and says how to mend each. Stands above the stations."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sohoa.catalogue.address import shown
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.catalogue_errors import CatalogueCountsError
from sohoa.domain.errors import (
    BatchError,
    ClockOffStampError,
    DiskFullError,
    NetworkDiskError,
    PlanError,
    SettingsError,
    SohoaError,
    ToolMissingError,
)
from sohoa.domain.proof_errors import WitnessAwayError
from sohoa.domain.trust import Level, SignatureStanding
from sohoa.domain.vietnam_time import VIETNAM, day_of, minute_shown
from sohoa.inventory.agency import Agency
from sohoa.language import _
from sohoa.mounts import network_filesystem
from sohoa.ocr.registry import load_engine
from sohoa.package.settings import load_package_config
from sohoa.pdfa.verapdf import find_verapdf, verapdf_version
from sohoa.plan_file import load_plan
from sohoa.settings import Settings, load_settings
from sohoa.sign.font import check_font
from sohoa.sign.keys import keeper_of, load_key, roles_that_wait
from sohoa.sign.settings import Role
from sohoa.sign.signing_session import signing_roles
from sohoa.sign.timestamps import try_time_stamp
from sohoa.sign.trial import Trial, try_signing
from sohoa.sign.trust_store import TrustStore
from sohoa.use_cases.kept_heads import list_heads
from sohoa.use_cases.owner_key import locking, owner_key_state
from sohoa.work.archive_home import require_archive
from sohoa.work.clock import require_clock
from sohoa.workspace import Workspace

#: Below this a run does not start; a batch of 500 documents takes about as much.
LEAST_FREE_BYTES = 1 << 30
_COMFORTABLE_FREE_BYTES = 20 << 30
_PLACEHOLDER_CODE = "000.00.00.H09"
_GIB = 1 << 30


class Health(StrEnum):
    """The result of a check; only a failure stops a run."""

    GOOD = "good"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and what to do if it is not good."""

    name: str
    health: Health
    found: str
    mend: str = ""


def examine(workspace: Workspace) -> list[Check]:
    """Look at everything; one failed check does not hide the next."""
    checks = [
        _plan(workspace),
        _clock(),
        _disk(workspace),
        _place(workspace),
        _rights(workspace),
        _poppler(),
        _catalogue(workspace),
        _archive(workspace),
        _owner_key(workspace),
    ]
    try:
        settings = load_settings(workspace.config_dir)
        load_package_config(workspace.config_dir)
    except SettingsError as error:
        mend = error.advice(_)
        return [Check(_("settings"), Health.FAILURE, error.details["problems"], mend), *checks]
    return [
        Check(_("settings"), Health.GOOD, str(workspace.config_dir)),
        _office_code(settings),
        *checks,
        *_clock_time(workspace, settings),
        _of_tool(_("readers and their models"), lambda: _readers(settings)),
        _of_tool(_("veraPDF (optional)"), lambda: _verapdf(settings)),
        _of_tool(_("font of the signature"), lambda: str(check_font(settings.sign))),
        *_keys(workspace, settings),
        *_time_stamps(settings),
        *_heads(workspace, settings),
    ]


def require_ready(workspace: Workspace, settings: Settings) -> None:
    """Stop a run that could not end well.

    Raises:
        NetworkDiskError: What only one machine may write lies on a network drive.
        ToolMissingError, KeyUnusableError: What is missing, and how to mend it.
        DiskFullError: Too little room to begin.
    """
    require_local_disk(workspace)
    if shutil.which("pdftoppm") is None:
        raise ToolMissingError(tool="poppler", mend=_poppler().mend)
    if _free_bytes(workspace) < LEAST_FREE_BYTES:
        raise DiskFullError(folder=workspace.data_dir)
    load_engine(settings.ocr).fallback()
    check_font(settings.sign)
    for role in signing_roles(settings.sign, dt.datetime.now(dt.UTC)):
        if not roles_that_wait(settings.sign, [role]):
            path = workspace.development_key_path
            load_key(settings.sign, default_path=path, role=role).release()


def _plan(workspace: Workspace) -> Check:
    try:
        plan = load_plan(workspace.plan_path)
    except PlanError as error:
        return Check(_("plan"), Health.FAILURE, error.details["problems"], error.advice(_))
    found = _("{count} phases").format(count=len(plan.phases))
    return Check(_("plan"), Health.GOOD, found)


def _office_code(settings: Settings) -> Check:
    code = _agency(settings).code
    if code == _PLACEHOLDER_CODE:
        mend = _("Put the agency's own identifier into [office] code of config/settings.toml.")
        return Check(_("agency identifier"), Health.WARNING, code, mend)
    return Check(_("agency identifier"), Health.GOOD, code)


def _agency(settings: Settings) -> Agency:
    return settings.office.on(day_of(dt.datetime.now(dt.UTC)))


def _clock() -> Check:
    offset = dt.timedelta(seconds=time.localtime().tm_gmtoff)
    found = dt.datetime.now().astimezone().strftime("%d/%m/%Y %H:%M:%S %z")
    if offset != VIETNAM.utcoffset(None):
        mend = _(
            "Signatures bear +07:00 all the same. "
            "To set it: timedatectl set-timezone Asia/Ho_Chi_Minh"
        )
        return Check(_("clock zone"), Health.WARNING, found, mend)
    return Check(_("clock zone"), Health.GOOD, found)


def _clock_time(workspace: Workspace, settings: Settings) -> list[Check]:
    """Whether a run would sign by the clock as it is; nothing where a failed check says why not."""
    if not workspace.has_catalogue:
        return []
    try:
        plan = load_plan(workspace.plan_path)
        with Catalogue.open(workspace.catalogue_url) as catalogue:
            require_clock(workspace, catalogue, plan, settings.sign.clock)
    except PlanError:
        return []
    except BatchError as error:
        return [Check(_("clock"), Health.FAILURE, error.message(_), error.advice(_))]
    return [Check(_("clock"), Health.GOOD, minute_shown(dt.datetime.now(dt.UTC)))]


def _free_bytes(workspace: Workspace) -> int:
    folder = workspace.data_dir
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _disk(workspace: Workspace) -> Check:
    free = _free_bytes(workspace)
    found = _("{size} GB free").format(size=round(free / _GIB, 1))
    if not os.access(workspace.root, os.W_OK):
        mend = _("Give this user the right to write in {folder}.").format(folder=workspace.root)
        return Check(_("disk"), Health.FAILURE, found, mend)
    if free >= _COMFORTABLE_FREE_BYTES:
        return Check(_("disk"), Health.GOOD, found)
    health = Health.WARNING if free >= LEAST_FREE_BYTES else Health.FAILURE
    return Check(_("disk"), health, found, _("Free some space, or put the workspace elsewhere."))


def require_local_disk(workspace: Workspace) -> None:
    """Refuse a workspace whose catalogue or locks another machine could write as well.

    SQLite's write-ahead log and `flock` hold between the processes of one machine only.

    Raises:
        NetworkDiskError: `data` or `data/batches` lies on a network file system.
    """
    for folder in (workspace.data_dir, workspace.batches_dir):
        if kind := network_filesystem(folder):
            raise NetworkDiskError(folder=folder, kind=kind)


def _place(workspace: Workspace) -> Check:
    try:
        require_local_disk(workspace)
    except NetworkDiskError as error:
        return Check(_("place"), Health.FAILURE, error.message(_), error.advice(_))
    return Check(_("place"), Health.GOOD, _("a disk of this machine"))


def _rights(workspace: Workspace) -> Check:
    """Whether somebody else on this machine could read what is personal."""
    kept = (
        workspace.data_dir,
        workspace.catalogue_path,
        workspace.archive_dir,
        workspace.batches_dir,
    )
    if any(path.exists() and path.stat().st_mode & stat.S_IRWXO for path in kept):
        mend = _("Take them away: chmod -R o-rwx {folder}").format(folder=workspace.data_dir)
        return Check(_("rights"), Health.WARNING, _("others may read the records"), mend)
    return Check(_("rights"), Health.GOOD, _("only this user and its group"))


def _poppler() -> Check:
    path = shutil.which("pdftoppm")
    if path is None:
        mend = _("Install it: apt-get install poppler-utils")
        return Check("poppler", Health.FAILURE, _("missing"), mend)
    return Check("poppler", Health.GOOD, path)


def _readers(settings: Settings) -> str:
    """The engine, and what it falls back on: both loaded, as a page of a night may need both."""
    engine = load_engine(settings.ocr)
    return "; ".join(one.name for one in (engine, engine.fallback()) if one)


def _verapdf(settings: Settings) -> str:
    program = find_verapdf(settings.pdfa.verapdf)
    if program is None:
        return _("not there; Sohoa's own two validators judge alone")
    return f"{verapdf_version(program)} ({program})"


def _catalogue(workspace: Workspace) -> Check:
    def look() -> str:
        workspace.data_dir.mkdir(parents=True, exist_ok=True)
        with Catalogue.open(workspace.catalogue_url) as catalogue:
            _require_true_counts(workspace, catalogue)
            schema = _("schema {version}").format(version=catalogue.schema_version)
            return f"{shown(workspace.catalogue_url)} ({schema})"

    return _of_tool(_("catalogue"), look)


def _require_true_counts(workspace: Workspace, catalogue: Catalogue) -> None:
    """Compare the kept counts with the papers: some seconds of a million.

    Raises:
        CatalogueCountsError: They differed; they are right now.
    """
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        if reader.has_true_tallies():
            return
    catalogue.count_anew()
    raise CatalogueCountsError(place=shown(workspace.catalogue_url))


def _archive(workspace: Workspace) -> Check:
    def look() -> str:
        with Catalogue.open(workspace.catalogue_url) as catalogue:
            return f"{workspace.archive_dir} ({require_archive(workspace, catalogue)})"

    return _of_tool(_("archive"), look)


def _owner_key(workspace: Workspace) -> Check:
    """The key of owners' numbers: needed once there are any."""
    name = _("key of owners' numbers")
    try:
        state = owner_key_state(workspace)
        if state.is_in_use and not state.is_catalogues:
            locking(workspace).require()
    except BatchError as error:
        return Check(name, Health.FAILURE, error.message(_), error.advice(_))
    if not state.is_there:
        return Check(name, Health.WARNING, _("missing"), "sohoa owner-key --make")
    return Check(name, Health.GOOD, state.place)


def _keys(workspace: Workspace, settings: Settings) -> list[Check]:
    roles = signing_roles(settings.sign, dt.datetime.now(dt.UTC))
    return [_key(workspace, settings, role) for role in roles]


def _key(workspace: Workspace, settings: Settings, role: Role) -> Check:
    is_agency = role is Role.AGENCY
    name = _("signing key of the agency") if is_agency else _("signing key of the operator")
    if roles_that_wait(settings.sign, [role]):
        found = _("{keeper}: the PIN or passphrase is asked for when signing").format(
            keeper=keeper_of(settings.sign.key_of(role))
        )
        return Check(name, Health.GOOD, found)
    try:
        trial = _trial(workspace, settings, role)
    except SohoaError as error:
        return Check(name, Health.FAILURE, error.message(_), error.advice(_))
    if trial.problem:
        found = f"{trial.signer}: {_(trial.problem)}"
        mend = _(
            "Put the root certificate of the authority that issued it into {folder}, or name it"
            " under [trust] in config/signing.toml."
        )
        return Check(name, Health.FAILURE, found, mend.format(folder=workspace.trust_dir))
    if trial.is_development:
        mend = _("For real records set the keys in config/signing.toml to the office's own.")
        return Check(name, Health.WARNING, trial.signer, mend)
    return Check(name, Health.GOOD, trial.signer)


def _trial(workspace: Workspace, settings: Settings, role: Role) -> Trial:
    """Sign a blank page, and believe the signature as the archive will."""
    default_path = workspace.development_key_path
    trust = TrustStore.of_office(
        settings.sign, key_path=default_path, trust_dir=workspace.trust_dir
    )
    return try_signing(
        settings.sign,
        default_path=default_path,
        role=role,
        roots=trust.certificates,
        agency_name=_agency(settings).name,
        font_dir=workspace.cache_dir,
    )


def _time_stamps(settings: Settings) -> list[Check]:
    if settings.sign.time.level is Level.B_B:
        return []
    name, level = _("time stamps"), settings.sign.time.level.value
    try:
        problem = try_time_stamp(settings.sign.time, settings.sign.clock)
    except ClockOffStampError as error:
        return [Check(name, Health.FAILURE, error.message(_), error.advice(_))]
    if not problem:
        return [Check(name, Health.GOOD, level)]
    mend = _("Documents are signed all the same, at a lower level; `sohoa renew` raises it later.")
    return [Check(name, Health.WARNING, problem, mend)]


def _heads(workspace: Workspace, settings: Settings) -> list[Check]:
    """Whether the ledger's newest head is signed, and lies where the house cannot reach it."""
    name, folder = _("heads of the ledger"), settings.ledger.witness
    try:
        newest = list_heads(workspace, last=1)
    except BatchError as error:
        return [Check(name, Health.FAILURE, error.message(_), error.advice(_))]
    if not newest:
        return []
    (head,) = newest
    found, mend = f"{head.size}, {minute_shown(head.at)}", ""
    if head.standing is not SignatureStanding.HOLDS:
        found = _("the newest is not signed, or its signature does not hold")
        mend = _("See sohoa ledger heads; where the key waits for a person, run sohoa sign.")
    elif folder is not None and head.at_witness is None:
        away = WitnessAwayError(folder=folder, problem=_("it cannot be read"))
        found, mend = away.message(_), away.advice(_)
    elif folder is not None and not head.at_witness:
        found = _("the witness's folder lacks the newest: {folder}").format(folder=folder)
        mend = _("Look whether it can be written; sohoa ledger head tries again.")
    elif folder is not None and folder.stat().st_dev == workspace.data_dir.stat().st_dev:
        found = _("the witness's folder is on the disk of the archive: {folder}")
        found = found.format(folder=folder)
        mend = _("Name a share of another machine: who has this disk could write there, too.")
    return [Check(name, Health.WARNING if mend else Health.GOOD, found, mend)]


def _of_tool(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, Health.GOOD, look())
    except BatchError as error:
        return Check(name, Health.FAILURE, error.message(_), error.advice(_))
