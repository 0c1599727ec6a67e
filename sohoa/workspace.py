"""The paths of a workspace, and of the folder of one batch in one phase.

```
<workspace>/
  phases.yaml  config/
  data/inbox/<batch>/                masters, only ever read
  data/batches/phase-<n>/<batch>/<station>/
       outcomes/<document>.json      one per item, as it is finished
       manifest.json                 written last: it stands when the station is complete
       events.jsonl                  PREMIS events of the station
  data/quarantine/<batch>/<document>/
  data/review/<document>/            pictures of what a person has to decide (`sohoa.review`)
  data/archive/  data/reports/  data/audit/  data/packages/  data/logs/  data/keys/
  data/catalogue.sqlite3
  data/runs/<id>/                    run.json, progress.json
  data/ledger/heads.txt              heads of the ledger, a line each
  data/ledger/heads/                 each as a file, and its signature beside it
```
"""

from __future__ import annotations

import fcntl
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.errors import BatchBusyError, SettingsError, UnknownBatchError
from sohoa.domain.identifiers import slug
from sohoa.domain.stations import Station
from sohoa.domain.vietnamese import nfc
from sohoa.language import _

HOME_VARIABLE = "SOHOA_HOME"
#: The checkout itself is the default workspace.
CHECKOUT = Path(__file__).resolve().parents[1]
#: A station's folder is so many folders below the workspace, and below these two.
_DEPTH, _WORKING = 4, ("data", "batches")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with a plan, a configuration and the data of one office."""

    root: Path

    @classmethod
    def find(cls) -> Workspace:
        """The workspace that `SOHOA_HOME` names, else the checkout."""
        return cls(Path(os.environ.get(HOME_VARIABLE) or CHECKOUT).resolve())

    @property
    def plan_path(self) -> Path:
        """The office's plan."""
        return self.root / "phases.yaml"

    @property
    def config_dir(self) -> Path:
        """The settings, and the office's dated tables."""
        return self.root / "config"

    @property
    def trust_dir(self) -> Path:
        """Root certificates that are believed beside those that `signing.toml` names."""
        return self.config_dir / "trust"

    @property
    def data_dir(self) -> Path:
        """All that is not configuration; never in the repository."""
        return self.root / "data"

    @property
    def inbox_dir(self) -> Path:
        """One folder per batch, as delivered."""
        return self.data_dir / "inbox"

    @property
    def archive_dir(self) -> Path:
        """Signed files, written once."""
        return self.data_dir / "archive"

    @contextmanager
    def archive_lock(self) -> Iterator[None]:
        """Hold the archive's manifests for a moment: whoever else rewrites them waits."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / ".archive.lock").open("a") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    @property
    def renewals_dir(self) -> Path:
        """Files that `renew` is about to put into the archive; empty when it is not at work."""
        return self.data_dir / "renewals"

    @property
    def quarantine_dir(self) -> Path:
        """One folder per rejected document, with the reason."""
        return self.data_dir / "quarantine"

    @property
    def review_dir(self) -> Path:
        """One folder per document that waits for a decision: its pictures."""
        return self.data_dir / "review"

    @property
    def reports_dir(self) -> Path:
        """Completion reports and error sheets."""
        return self.data_dir / "reports"

    @property
    def issued_reports_dir(self) -> Path:
        """Reports that were issued: a folder each, by its number, never written again."""
        return self.reports_dir / "issued"

    @property
    def packages_dir(self) -> Path:
        """Packages of file units, made to be kept elsewhere or handed on."""
        return self.data_dir / "packages"

    @property
    def audit_dir(self) -> Path:
        """The auditor's samples: sheets to fill in."""
        return self.data_dir / "audit"

    @property
    def batches_dir(self) -> Path:
        """The working folders, by phase and batch."""
        return self.data_dir / "batches"

    @property
    def logs_dir(self) -> Path:
        """Output of flows that a Prefect worker has started: ids and codes only."""
        return self.data_dir / "logs"

    @property
    def runs_dir(self) -> Path:
        """One folder per run: who started it, how far it is, how it ended (`sohoa.runs`)."""
        return self.data_dir / "runs"

    @property
    def heads_path(self) -> Path:
        """The heads of the ledger, a line each, as they were made (`sohoa.work.witness`)."""
        return self.data_dir / "ledger" / "heads.txt"

    @property
    def heads_dir(self) -> Path:
        """The same heads, a file each, and their signatures beside them."""
        return self.data_dir / "ledger" / "heads"

    @property
    def catalogue_path(self) -> Path:
        """The embedded catalogue."""
        return self.data_dir / "catalogue.sqlite3"

    @property
    def catalogue_url(self) -> str:
        """The catalogue's address: the one that `[catalogue] url` names, else the embedded file.

        Read by itself and at once: who only asks a question does not load all settings.

        Raises:
            SettingsError: The settings cannot be read, and may name a server.
        """
        return _named_catalogue(self.config_dir / "settings.toml") or (
            f"sqlite:///{self.catalogue_path}"
        )

    @property
    def has_catalogue(self) -> bool:
        """Whether there can be anything to read: a file that is there, or a server to ask."""
        is_embedded = self.catalogue_url.startswith("sqlite:")
        return not is_embedded or self.catalogue_path.exists()

    @property
    def development_key_path(self) -> Path:
        """The key that `init` makes; not for real use."""
        return self.data_dir / "keys" / "development.p12"

    @property
    def owner_key_path(self) -> Path:
        """The key by which owners' numbers are locked (`sohoa.owner_key`)."""
        return self.data_dir / "keys" / "owner-ids.key"

    @property
    def cache_dir(self) -> Path:
        """Files that can be made again at any time: the stamp's font subset."""
        return self.data_dir / "cache"

    @property
    def prefect_dir(self) -> Path:
        """Prefect's own database when a run starts its own server."""
        return self.data_dir / "prefect"

    def batch_names(self) -> list[str]:
        """The batches that lie in the inbox, composed (NFC) and sorted."""
        if not self.inbox_dir.is_dir():
            return []
        folders = (entry for entry in self.inbox_dir.iterdir() if not entry.name.startswith("."))
        return sorted(nfc(folder.name) for folder in folders if _is_plain_folder(folder))

    def batch_inbox(self, batch: str) -> Path:
        """The folder of a batch's masters, whatever the Unicode form of its name on disk.

        Raises:
            UnknownBatchError: There is no such folder directly in the inbox.
        """
        if self.inbox_dir.is_dir():
            for folder in self.inbox_dir.iterdir():
                if nfc(folder.name) == nfc(batch) and _is_plain_folder(folder):
                    return folder
        raise UnknownBatchError(name=batch, inbox=self.inbox_dir)


def root_of(station_dir: Path) -> Path | None:
    """The workspace that a station's folder of a batch lies in; `None` of any other folder."""
    above = station_dir.parents
    if len(above) > _DEPTH and (above[_DEPTH - 1].name, above[_DEPTH - 2].name) == _WORKING:
        return above[_DEPTH]
    return None


#: Few settings bear an address, and only these are taken apart for it.
_MAY_NAME_A_SERVER = re.compile(rb"^[^#\n]*(?:postgres|url[^#\n]*:)", re.MULTILINE)


def _named_catalogue(settings: Path) -> str:
    """What the settings name.

    Raises:
        SettingsError: They cannot be read, and may name a server: an office is not taken for an
            empty one because of a sign too many.
    """
    try:
        content = settings.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise _unusable(settings, error.strerror) from error
    if not _MAY_NAME_A_SERVER.search(content):
        return ""
    import tomllib  # noqa: PLC0415 - few need it

    try:
        section = tomllib.loads(content.decode()).get("catalogue", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unusable(settings, error) from error
    url = section.get("url", "") if isinstance(section, dict) else "?"
    if url and not (isinstance(url, str) and url.startswith("postgresql://")):
        raise _unusable(settings, _("catalogue.url: postgresql://USER@HOST/DATABASE, or empty"))
    return str(url)


def _unusable(settings: Path, problem: object) -> SettingsError:
    return SettingsError(problems=f"{settings.name}: {problem}")


def _is_plain_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


@dataclass(frozen=True, slots=True)
class BatchFolder:
    """The working folder of one batch in one phase."""

    workspace: Workspace
    phase: int
    batch: str

    @property
    def path(self) -> Path:
        """`data/batches/phase-<n>/<batch>`."""
        return self.workspace.batches_dir / f"phase-{self.phase}" / nfc(self.batch)

    @property
    def slug(self) -> str:
        """The batch's name as Prefect and a URL can bear it."""
        return slug(self.batch)

    def station_dir(self, station: Station) -> Path:
        """A station writes into this folder and no other."""
        return self.path / station.value

    def quarantine_dir(self, document_id: str) -> Path:
        """The folder of a document's slip while it is rejected."""
        return self.workspace.quarantine_dir / self.batch / document_id

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the batch for one run; the kernel lets go when the process ends, however it ends.

        Raises:
            BatchBusyError: Another run holds it.
        """
        path = self.workspace.batches_dir / f".{nfc(self.batch)}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+", encoding="utf-8") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                stream.seek(0)
                raise BatchBusyError(self.batch, holder=stream.read().strip() or "?") from error
            stream.truncate(0)
            stream.write(f"{os.getpid()} @ {socket.gethostname()}")
            stream.flush()
            yield

    def is_held(self) -> bool:
        """Say whether a run holds the batch at this moment."""
        try:
            with self.lock():
                return False
        except BatchBusyError:
            return True
