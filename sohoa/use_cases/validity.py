"""Papers that are in force by the register, and of which the rule of their type asks whether so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.figures import Standing
from sohoa.domain.judging import ByJudgment
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.progress import measure_of
from sohoa.domain.validity_rules import RuleDoubt
from sohoa.inventory.tables import RecordTypeTable
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DoubtedPaper:
    """A paper in force whose validity a person should look at, and why.

    Attributes:
        basis: The law that the rule is of; `verified` says whether it was read there.
    """

    record_id: str
    record_type: str
    number: str
    formed: str
    room: str
    doubt: RuleDoubt
    basis: str
    verified: bool


def doubted_papers(workspace: Workspace, *, as_of: dt.date) -> Iterator[DoubtedPaper]:
    """Give the papers in force on a day, without a last day, that their rule asks about.

    Raises:
        PlanError, SettingsError: With every mistake at once.
    """
    types = load_settings(workspace.config_dir).record_types
    measure = measure_of(load_plan(workspace.plan_path), as_of)
    standings = ByJudgment[Standing](measure, lambda judgment: judgment.standing)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        for some in reader.paper_columns():
            for paper, standing in zip(some.lines(), standings.of(some), strict=True):
                if standing is not Standing.IN_FORCE or paper.valid_until:
                    continue
                said = doubt_of(types, paper.record_type, paper.formed, as_of=as_of)
                if said is not None:
                    doubt, basis, verified = said
                    yield DoubtedPaper(
                        record_id=paper.record_id,
                        record_type=paper.record_type,
                        number=paper.number,
                        formed=paper.formed,
                        room=paper.room,
                        doubt=doubt,
                        basis=basis,
                        verified=verified,
                    )


def doubt_of(
    types: RecordTypeTable, record_type: str, formed: str, *, as_of: dt.date
) -> tuple[RuleDoubt, str, bool] | None:
    """What the rule of its type asks about a paper in force without a last day, and by which law.

    `None` where it asks nothing, or the office's table has no such type or no rule of it.
    """
    kind, day = types.match(record_type), PartialDate.parse(formed)
    if kind is None:
        return None
    rule = kind.rule_of(day)
    doubt = rule.doubt(day, as_of=as_of) if rule else None
    return (doubt, rule.basis, rule.verified) if rule and doubt else None
