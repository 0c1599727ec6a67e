"""The lists of an office by which damaged names are corrected: shown, and learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sohoa.catalogue.decided_descriptions import decided_descriptions
from sohoa.catalogue.writer import Catalogue
from sohoa.config_files import LISTS, read_config
from sohoa.describe.learning_lists import (
    LEAST_SEEN,
    Learning,
    LearntLine,
    as_toml,
    differences,
)
from sohoa.describe.lists import KINDS, LEARNT, ValueList, lines_in_force
from sohoa.domain.errors import NothingToLearnError
from sohoa.durable import write_durably
from sohoa.workspace import Workspace


class _ListsConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    lists: tuple[ValueList, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedValue:
    """One line of a list that counts.

    Attributes:
        kind: Of which field it is a value.
        title, body: As what a signer signs, and at which body.
        seen: In how many decided records; 0 where a person says it.
        first, last: When those were formed, or since and until when a person says it is so.
        file: The file that says it, without its ending: `learnt`, or a person's own.
    """

    kind: str
    value: str
    title: str
    body: str
    seen: int
    first: str
    last: str
    file: str


@dataclass(frozen=True, slots=True)
class ListsLearnt:
    """The outcome of learning; `rehearsed`: nothing was written.

    Attributes:
        records: The decided records that were gone through.
        least: In so many of them a value has to be seen.
        values: How many lines there are now, by list.
        lines: What is new, has grown or goes.
    """

    records: int
    least: int
    values: dict[str, int]
    lines: tuple[LearntLine, ...]
    path: str
    rehearsed: bool


def show_lists(workspace: Workspace) -> list[ListedValue]:
    """Give all lines that count, list by list.

    Raises:
        SettingsError: A file in `config/lists/` is no list.
    """
    return list(_listed(_lists(workspace)))


def learn_lists(workspace: Workspace, *, rehearse: bool) -> ListsLearnt:
    """Learn the lists anew from all decided records; a person's own files stay as they are.

    Raises:
        NothingToLearnError: No decided record is described.
        SettingsError, BatchError: What is there cannot be read.
        DiskFullError: No room is left.
    """
    before = [one for one in _lists(workspace) if one.name == LEARNT]
    learning = Learning()
    with (
        Catalogue.open(workspace.catalogue_url) as catalogue,
        catalogue.looked_at() as connection,
    ):
        for paper in decided_descriptions(connection):
            learning.add(paper)
    if not learning.records:
        raise NothingToLearnError
    lines = learning.lines()
    path = _learnt_path(workspace)
    if not rehearse:
        path.parent.mkdir(exist_ok=True)
        write_durably(path, as_toml(lines, records=learning.records).encode())
    held = {kind: [line for one in before for line in one.of(kind)] for kind in KINDS}
    return ListsLearnt(
        learning.records,
        LEAST_SEEN,
        {kind.value: len(own) for kind, own in lines.items()},
        tuple(differences(held, lines)),
        str(path),
        rehearse,
    )


def _lists(workspace: Workspace) -> tuple[ValueList, ...]:
    return read_config(workspace.config_dir, _ListsConfig).lists


def _learnt_path(workspace: Workspace) -> Path:
    return workspace.config_dir / LISTS / f"{LEARNT}.toml"


def _listed(lists: tuple[ValueList, ...]) -> Iterator[ListedValue]:
    for kind in KINDS:
        for name, line in lines_in_force(lists, kind):
            yield ListedValue(
                kind.value,
                line.value,
                line.title,
                line.body,
                line.seen,
                line.first,
                line.last,
                name,
            )
