"""The line a batch passes: where it lies, what it is made with, and the rule of the phase."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from flows import notes
from flows.desk import SigningDesk
from sohoa import AGENT
from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.batons import Description
from sohoa.domain.errors import OtherPhaseError, OutsideEveryPhaseError, YearUnknownError
from sohoa.domain.outcome import DocumentState, Rejection, StationOutcome
from sohoa.domain.plan import Phase, Plan
from sohoa.domain.stations import Station
from sohoa.journal import Journal
from sohoa.language import _
from sohoa.quarantine import lift_quarantine, put_in_quarantine
from sohoa.settings import Settings
from sohoa.work.pool import Crew
from sohoa.work.station import Piece, Stamp, StationRun
from sohoa.workspace import BatchFolder, Workspace

S = TypeVar("S")
T = TypeVar("T")
logger = logging.getLogger(__name__)


class BatchLine:
    """One batch on its way through the stations of one phase.

    `waiting` counts the documents that wait for somebody to sign them, `worked` the pieces of
    work that were open when this run came to them: none means that all was done before.
    `is_whole` says that a person knows the box to be whole: nothing in it is waited for, however
    new it is (`settling`).

    A plain class, not a dataclass: Prefect looks into the fields of dataclasses it is given.
    """

    def __init__(
        self,
        folder: BatchFolder,
        *,
        phase: Phase,
        plan: Plan,
        settings: Settings,
        crew: Crew,
        catalogue: Catalogue,
        desk: SigningDesk,
        is_whole: bool = False,
    ) -> None:
        self.folder = folder
        self.phase = phase
        self.plan = plan
        self.settings = settings
        self.crew = crew
        self.catalogue = catalogue
        self.desk = desk
        minutes = 0 if is_whole else settings.intake.settling_minutes
        self.settling = dt.timedelta(minutes=minutes)
        self.waiting = 0
        self.worked = 0
        self.rejections: list[Rejection] = []

    @property
    def batch(self) -> str:
        """The batch's name."""
        return self.folder.batch

    @property
    def codes(self) -> dict[str, str]:
        """The office's short codes of rooms and record types, by folded name."""
        return {**self.settings.rooms.codes(), **self.settings.record_types.codes()}

    @property
    def workspace(self) -> Workspace:
        """The workspace the batch belongs to."""
        return self.folder.workspace

    def link(self, description: Description) -> Description:
        """What a list says of a document, completed by the register; see `Catalogue.link`."""
        return self.catalogue.link(description, room_name=self._room_name)

    def _room_name(self, text: str) -> str:
        room = self.settings.rooms.match(text)
        if room is not None:
            return room.name
        return text if self.settings.confirmed_names.has_room(text) else ""

    def journal(self, station: Station, kind: type[T]) -> Journal[T]:
        """A station's memory of the batch."""
        return Journal(self.folder.station_dir(station), station, kind)

    def station(
        self, station: Station, kind: type[T], pieces: Sequence[Piece[S]]
    ) -> StationRun[S, T]:
        """Open a station for these pieces."""
        run: StationRun[S, T] = StationRun(
            self.batch,
            station,
            journal=self.journal(station, kind),
            pieces=pieces,
            stamp=Stamp(AGENT, self.settings.digest),
        )
        self.worked += len(run.open())
        return run

    def check_phase(self, document_id: str, year: int | None) -> None:
        """Refuse what the running phase does not take.

        Raises:
            YearUnknownError: Nobody knows the year of formation.
            OtherPhaseError: Another phase takes that year; the document is set aside for it.
            OutsideEveryPhaseError: No phase takes that year; set aside and reported.
        """
        if year is None:
            raise YearUnknownError(document_id)
        if self.phase.takes(year):
            return
        other = self.plan.phase_of(year)
        if other is None:
            raise OutsideEveryPhaseError(document_id, year=year)
        raise OtherPhaseError(document_id, year=year, phase=self.phase.number, other=other.number)

    def note(
        self,
        run: StationRun[S, T],
        outcome: StationOutcome[T],
        progress: Iterable[DocumentNote] = (),
    ) -> None:
        """Enter what a station decided into the catalogue and the quarantine.

        Raises:
            CatalogueBusyError: Another program holds the catalogue.
            DiskFullError: No room is left.
        """
        masters = {piece.item_id: piece.masters for piece in run.pieces}
        states = [*progress, *notes.of_rejected(outcome.rejected, masters)]
        self.catalogue.note_states(batch=self.batch, phase=self.phase.number, states=states)
        self.rejections += outcome.rejected
        for rejection in outcome.rejected:
            if rejection.state in {DocumentState.QUARANTINED, DocumentState.CONTESTED}:
                self._quarantine(rejection, masters[rejection.item_id])

    def lift(self, document_id: str) -> None:
        """A document went through after all: its quarantine slip is lifted."""
        lift_quarantine(self._quarantine_dir(document_id))

    def _quarantine(self, rejection: Rejection, masters: Sequence[Path]) -> None:
        folder = self._quarantine_dir(rejection.item_id)
        put_in_quarantine(folder, rejection, masters=masters, translate=_)
        logger.info("%s: quarantined, %s", rejection.item_id, rejection.code)

    def _quarantine_dir(self, document_id: str) -> Path:
        return self.workspace.quarantine_dir / self.batch / document_id
