"""Searching: by words, numbers and days, among all or only some of the records."""

from __future__ import annotations

from dataclasses import dataclass

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.rows import Hit
from sohoa.catalogue.search_wanted import Wanted
from sohoa.domain.finding_kind import Need
from sohoa.domain.outcome import DocumentState
from sohoa.domain.vietnamese import nfc
from sohoa.need_rules import load_need_rules
from sohoa.use_cases.boxes import require_box
from sohoa.use_cases.names_meant import NamesMeant
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SearchWanted:
    """What a search is narrowed to; what is not asked for does not narrow it.

    Attributes:
        room, record_type: By any name the office has or had for it; what was renamed or merged is
            found under all its names.
        year: Of formation.
        phase: Documents last noted by this phase.
        newest: Those formed last come first.
    """

    room: str | None = None
    record_type: str | None = None
    year: int | None = None
    phase: int | None = None
    state: DocumentState | None = None
    batch: str | None = None
    needs: Need | None = None
    newest: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Some of the records that a search found, and how many there are.

    Attributes:
        count: How many can be shown; with `has_more` there are at least so many: nobody looked on.
        offset: How many stand before the first of `hits`.
    """

    count: int
    has_more: bool
    offset: int
    hits: tuple[Hit, ...]


def search(
    workspace: Workspace, words: str, wanted: SearchWanted, *, limit: int, offset: int = 0
) -> SearchResult:
    """Find records by words, with marks or without, by number, or by day; the best come first.

    Raises:
        UnknownRoomError, UnknownTypeError: The office has none of this name.
        UnknownBoxError: Nobody has ever seen a box of this name.
        SettingsError: The configuration cannot be used.
    """
    require_box(workspace, wanted.batch)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        narrowed = _narrowed(workspace, reader, wanted)
        found = reader.search(words, narrowed, limit=limit, offset=offset)
    return SearchResult(found.count, found.has_more, offset, found.hits)


def _narrowed(workspace: Workspace, reader: CatalogueReader, wanted: SearchWanted) -> Wanted:
    names = NamesMeant(workspace, reader) if wanted.room or wanted.record_type else None
    rules = load_need_rules(workspace.config_dir) if wanted.needs else None
    return Wanted(
        rooms=names.of_room(wanted.room) if names and wanted.room else None,
        record_types=names.of_type(wanted.record_type) if names and wanted.record_type else None,
        year=wanted.year,
        phase=wanted.phase,
        state=wanted.state.value if wanted.state else None,
        batch=nfc(wanted.batch) if wanted.batch is not None else None,
        need=reader.need_asked(rules, wanted.needs) if rules and wanted.needs else None,
        newest=wanted.newest,
    )
