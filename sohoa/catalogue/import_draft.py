"""The import of a register while it is decided: what will be written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from sohoa.catalogue.alike_papers import Words
from sohoa.domain.paper_identity import IdentityRule
from sohoa.domain.register import (
    RegisterRecord,
    RegisterRow,
    RowDifference,
    RowOutcome,
    RowProblem,
    RowUpdate,
)


@dataclass(slots=True)
class ImportDraft:
    """The import while it is decided: what will be written.

    `decided` has every row with the paper it means: its id, or its place in `new`; `unknown` has
    those that name a paper which there is not, or not any more; `withdrawn` those that say again
    what is known of a paper that a person took out of the inventory; `by_words` the papers that
    rows mean or enter.
    """

    rule: IdentityRule = field(default_factory=IdentityRule)
    decided: list[tuple[RegisterRow, str | int | None]] = field(default_factory=list)
    new: list[RegisterRecord] = field(default_factory=list)
    new_by_key: dict[str, int] = field(default_factory=dict)
    by_words: defaultdict[Words, list[RegisterRecord]] = field(
        default_factory=lambda: defaultdict(list)
    )
    updates: list[RowUpdate] = field(default_factory=list)
    replaced: dict[int, int] = field(default_factory=dict)
    spoken_of: set[str] = field(default_factory=set)
    unknown: list[RegisterRow] = field(default_factory=list)
    withdrawn: list[RegisterRow] = field(default_factory=list)

    @property
    def differing(self) -> tuple[RegisterRow, ...]:
        """The rows whose differences a person has to decide about."""
        unknown = {(row.sheet, row.row_number) for row in self.unknown}
        return tuple(
            row
            for row, _paper in self.decided
            if (row.sheet, row.row_number) in unknown
            or any(isinstance(problem, RowDifference) for problem in row.problems)
        )

    def refused(self, row: RegisterRow, said: str) -> RegisterRow:
        """A row whose word about a paper cannot be entered, and is not passed over in silence."""
        problem = RowProblem("", "", said)
        refused = replace(row, outcome=RowOutcome.ERROR, record=None, problems=(problem,))
        self.unknown.append(refused)
        return refused
