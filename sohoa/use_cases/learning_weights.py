"""Learn what matching weighs from pairs that people and lists have decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from sohoa.catalogue.papers_to_match import RegisterPapers, decided_documents
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.inventory_errors import NothingDecidedError
from sohoa.durable import write_durably
from sohoa.matching.blocking import wanted
from sohoa.matching.comparing import Comparing
from sohoa.matching.learning import DecidedPair, as_tables, learn
from sohoa.matching.office_weights import office_weights, weights_path
from sohoa.matching.weights import Counts, Weights, usual_weights
from sohoa.matching.words import WordCounts
from sohoa.workspace import Workspace

#: Fewer decided pairs teach less than they mislead.
_FEWEST = 30


@dataclass(frozen=True, slots=True)
class LevelLearnt:
    """One level of one witness: how often it was seen, and what it weighs in bits.

    Attributes:
        same, beside: Of the decided pairs, and of the same scans with papers beside theirs.
        before, after: With what was known, and with what is known now.
    """

    witness: str
    level: str
    same: float
    beside: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class WeightsLearnt:
    """The outcome of learning; `rehearsed`: nothing was written."""

    pairs: int
    levels: tuple[LevelLearnt, ...]
    path: str
    rehearsed: bool


def learn_weights(workspace: Workspace, *, rehearse: bool) -> WeightsLearnt:
    """Count the levels of all decided pairs anew, and write them where matching reads them.

    What matching itself has tied teaches nothing: it would only grow surer of what it does.

    Raises:
        NothingDecidedError: Fewer pairs are decided than can teach anything.
        SettingsError, BatchError: What is there cannot be read.
    """
    before = office_weights(workspace.config_dir)
    with (
        Catalogue.open(workspace.catalogue_url) as catalogue,
        catalogue.tried(rehearse=True) as trial,
    ):
        papers = RegisterPapers(trial.connection)
        pairs = list(_pairs(trial.connection, papers))
        if len(pairs) < _FEWEST:
            raise NothingDecidedError(count=len(pairs), fewest=_FEWEST)
        counts = learn(pairs, Comparing(before, WordCounts(papers.texts())), papers)
    path = weights_path(workspace.config_dir)
    if not rehearse:
        write_durably(path, "\n".join((*as_tables(counts, pairs=len(pairs)), "")).encode())
    after = usual_weights().with_counts(counts)
    levels = tuple(_levels(counts, before, after))
    return WeightsLearnt(len(pairs), levels, str(path), rehearse)


def _pairs(connection: Connection, papers: RegisterPapers) -> Iterator[DecidedPair]:
    decided = list(decided_documents(connection))
    alike = papers.alike([wanted(seen) for seen, _record_id, _record in decided])
    for (seen, record_id, record), candidates in zip(decided, alike, strict=True):
        beside = {one: of for one, of in candidates.items() if one != record_id}
        yield DecidedPair(seen, record_id, record, beside)


def _levels(counts: Counts, before: Weights, after: Weights) -> Iterator[LevelLearnt]:
    for (witness, level), (same, beside) in counts.items():
        yield LevelLearnt(
            witness.value,
            level.value,
            round(same, 1),
            round(beside, 1),
            round(before.bits(witness, level), 1),
            round(after.bits(witness, level), 1),
        )
