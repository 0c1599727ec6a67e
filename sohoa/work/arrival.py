"""The input of the first station: a candidate, its description, and its problem if it has one."""

from __future__ import annotations

from dataclasses import dataclass

from sohoa.domain.errors import ItemError
from sohoa.domain.facts import overruled
from sohoa.domain.stage_results import Description
from sohoa.intake.inbox import Candidate, fingerprint
from sohoa.journal import digest_of


@dataclass(frozen=True, slots=True)
class Arrival:
    """One document at the door. With a `problem` it is refused before it is opened."""

    candidate: Candidate
    description: Description
    problem: ItemError | None = None

    def digest(self, *, phase: int) -> str:
        """Digest the input of intake: the masters as they lie, and what is said of them.

        Names, sizes and times stand for the masters here; their bytes are hashed when they
        are taken in.
        """
        problem = self.problem and (self.problem.code, self.problem.details)
        said = str(self.description), *overruled(self.description)
        return digest_of(fingerprint([self.candidate]), *said, problem, phase)
