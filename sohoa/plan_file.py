"""Reads `phases.yaml` into a `Plan`, or says everything that is wrong with it, line by line."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from sohoa.domain.errors import PlanError
from sohoa.domain.grammar.dates import SINGLE_YEAR, SPAN_OF_YEARS, YEAR_AND_EARLIER
from sohoa.domain.plan import (
    BornDigitalRule,
    FloorReading,
    Phase,
    PhaseKind,
    Plan,
    UnknownRule,
    YearRange,
)
from sohoa.language import _

E = TypeVar("E", bound=StrEnum)
#: A mapping of the file: key → where the key stands and its value.
Fields = dict[str, tuple[yaml.Node, yaml.Node]]

_TOP_KEYS = {"title", "measure", "floors", "floors_read_as", "reuse", "phases"}
_MEASURE_KEYS = {"unknown_validity", "born_digital"}
_PHASE_KEYS = {"number", "name", "kind", "window", "formed"}
_PHASE_NUMBER = re.compile(r"^[1-9][0-9]?$")
_NOWHERE = dt.date(1, 1, 1)


def load_plan(path: Path) -> Plan:
    """Read and check the whole plan.

    Raises:
        PlanError: With every mistake at once, each as `file:line: what`.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError as error:
        text = _("there is no plan in {folder}; `sohoa init {folder}` makes a workspace")
        problem = text.format(folder=path.parent)
        raise PlanError(problems=f"{path.name}: {problem}.") from error
    except yaml.MarkedYAMLError as error:
        raise PlanError(problems=_syntax(path.name, error)) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise PlanError(problems=f"{path.name}: {error}") from error
    reading = _Reading(path.name)
    plan = _plan(reading, root)
    if reading.problems:
        raise PlanError(problems="\n".join(text for _line, text in sorted(reading.problems)))
    return plan


def _syntax(file_name: str, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    text = _("this is not YAML: {problem}").format(problem=error.problem or error.context)
    return f"{file_name}:{line}: {text}"


@dataclass
class _Reading:
    """The mistakes found so far; reading goes on after each, so that all are listed."""

    file_name: str
    problems: list[tuple[int, str]] = field(default_factory=list)

    def wrong(self, node: yaml.Node | None, text: str) -> None:
        line = node.start_mark.line + 1 if node is not None else 1
        self.problems.append((line, f"{self.file_name}:{line}: {text}"))

    def mapping(self, node: yaml.Node | None, known: set[str] | None) -> Fields:
        """The keys of a mapping; unknown and repeated ones are mistakes."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, _("a block of `key: value` lines was expected"))
            return {}
        fields: Fields = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.wrong(key, _("a key must be one word"))
            elif known is not None and key.value not in known:
                self.wrong(key, _("unknown key `{key}`").format(key=key.value))
            elif key.value in fields:
                self.wrong(key, _("`{key}` stands twice").format(key=key.value))
            else:
                fields[key.value] = (key, value)
        return fields

    def scalar(self, fields: Fields, key: str, owner: yaml.Node | None) -> yaml.ScalarNode | None:
        """A single value that must be there."""
        if key not in fields:
            self.wrong(owner, _("`{key}` is missing").format(key=key))
            return None
        node = fields[key][1]
        if isinstance(node, yaml.ScalarNode) and node.value.strip():
            return node
        self.wrong(node, _("`{key}` needs one value").format(key=key))
        return None

    def choice(self, fields: Fields, key: str, default: E) -> E:
        """One of an enumeration's words; absent means the default."""
        kind = type(default)
        if key not in fields:
            return default
        node = fields[key][1]
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        if value in [member.value for member in kind]:
            return kind(value)
        words = ", ".join(member.value for member in kind)
        self.wrong(node, _("`{key}` must be one of: {words}").format(key=key, words=words))
        return default


def _plan(reading: _Reading, root: yaml.Node | None) -> Plan:
    fields = reading.mapping(root, _TOP_KEYS)
    title = reading.scalar(fields, "title", root)
    measure = reading.mapping(fields["measure"][1], _MEASURE_KEYS) if "measure" in fields else {}
    phases = _phases(reading, fields, root)
    return Plan(
        title=title.value if title else "",
        phases=phases,
        floors=_floors(reading, fields, root),
        floor_reading=reading.choice(fields, "floors_read_as", FloorReading.POINTS),
        unknown_validity=reading.choice(measure, "unknown_validity", UnknownRule.EXCLUDED),
        born_digital=reading.choice(measure, "born_digital", BornDigitalRule.INCLUDED),
        reuse=(
            _rising_percents(reading, fields["reuse"][1], key="reuse") if "reuse" in fields else {}
        ),
    )


def _floors(reading: _Reading, fields: Fields, root: yaml.Node | None) -> dict[int, float]:
    if "floors" not in fields:
        reading.wrong(root, _("`{key}` is missing").format(key="floors"))
        return {}
    return _rising_percents(reading, fields["floors"][1], key="floors")


def _rising_percents(reading: _Reading, block: yaml.Node, *, key: str) -> dict[int, float]:
    """Years that rise, each with a percentage that does not fall."""
    percents: dict[int, float] = {}
    before: tuple[int, float] | None = None
    listed = reading.mapping(block, None)
    if isinstance(block, yaml.MappingNode) and not listed:
        reading.wrong(block, _("`{key}` must list at least one year").format(key=key))
    for year, (name, node) in listed.items():
        percent = _percent(node)
        if not SINGLE_YEAR.match(year) or percent is None:
            text = _("a line of `{key}` is `year: percent`, 0 to 100")
            reading.wrong(name, text.format(key=key))
            continue
        if before and int(year) <= before[0]:
            reading.wrong(name, _("the years of `{key}` must rise").format(key=key))
        elif before and percent < before[1]:
            text = _("`{key}` of {year} falls below the one before")
            reading.wrong(name, text.format(key=key, year=year))
        percents[int(year)] = percent
        before = int(year), percent
    return percents


def _percent(node: yaml.Node) -> float | None:
    try:
        percent = float(node.value) if isinstance(node, yaml.ScalarNode) else -1.0
    except ValueError:
        return None
    return percent if 0 <= percent <= 100 else None  # noqa: PLR2004 - a percentage


def _phases(reading: _Reading, fields: Fields, root: yaml.Node | None) -> tuple[Phase, ...]:
    node = fields["phases"][1] if "phases" in fields else None
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        reading.wrong(node or root, _("`phases` must list at least one phase"))
        return ()
    phases = [(entry, _phase(reading, entry)) for entry in node.value]
    _check_numbers(reading, phases)
    _check_years(reading, node, phases)
    return tuple(phase for _entry, phase in phases)


def _phase(reading: _Reading, entry: yaml.Node) -> Phase:
    fields = reading.mapping(entry, _PHASE_KEYS)
    number = reading.scalar(fields, "number", entry)
    if number is not None and not _PHASE_NUMBER.match(number.value):
        reading.wrong(number, _("`number` must be a whole number, 1 to 99"))
        number = None
    name = reading.scalar(fields, "name", entry)
    reading.scalar(fields, "kind", entry)
    kind = reading.choice(fields, "kind", PhaseKind.DIGITIZE)
    starts, ends = _window(reading, fields, entry)
    formed = _formed(reading, fields, entry, kind)
    return Phase(
        number=int(number.value) if number else 0,
        name=name.value if name else "",
        kind=kind,
        starts=starts,
        ends=ends,
        formed=formed,
    )


def _window(reading: _Reading, fields: Fields, entry: yaml.Node) -> tuple[dt.date, dt.date]:
    if "window" not in fields:
        reading.wrong(entry, _("`{key}` is missing").format(key="window"))
        return _NOWHERE, _NOWHERE
    node = fields["window"][1]
    ends = reading.mapping(node, {"from", "to"})
    first, last = (_day(reading, reading.scalar(ends, key, node)) for key in ("from", "to"))
    if first and last and first > last:
        reading.wrong(node, _("the window ends before it begins"))
    return first or _NOWHERE, last or _NOWHERE


def _day(reading: _Reading, node: yaml.ScalarNode | None) -> dt.date | None:
    if node is None:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(node.value.strip(), form).date()  # noqa: DTZ007 - a day
    reading.wrong(node, _("`{value}` is no day: write 31/12/2023").format(value=node.value))
    return None


def _formed(
    reading: _Reading, fields: Fields, entry: yaml.Node, kind: PhaseKind
) -> tuple[YearRange, ...]:
    if "formed" not in fields:
        if kind is PhaseKind.DIGITIZE:
            reading.wrong(entry, _("a digitization phase needs `formed`: the years it takes"))
        return ()
    key, node = fields["formed"]
    if kind is PhaseKind.INVENTORY:
        reading.wrong(key, _("an inventory phase takes no years: remove `formed`"))
        return ()
    entries = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not entries:
        reading.wrong(node, _("a digitization phase needs `formed`: the years it takes"))
    ranges = [_years(reading, item) for item in entries]
    return tuple(years for years in ranges if years)


def _years(reading: _Reading, node: yaml.Node) -> YearRange | None:
    text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
    if found := SPAN_OF_YEARS.match(text):
        first, last = int(found[1]), int(found[2])
        if first > last:
            reading.wrong(node, _("the years {years} run backwards").format(years=text))
            return None
        return YearRange(first, last)
    if found := YEAR_AND_EARLIER.match(text):
        return YearRange(None, int(found[1]))
    if SINGLE_YEAR.match(text):
        return YearRange(int(text), int(text))
    reading.wrong(
        node, _("years are `2016-2023`, `2024` or `..2005`, not `{text}`").format(text=text)
    )
    return None


def _check_numbers(reading: _Reading, phases: list[tuple[yaml.Node, Phase]]) -> None:
    seen: set[int] = set()
    for entry, phase in phases:
        if phase.number and phase.number in seen:
            reading.wrong(entry, _("there are two phases {number}").format(number=phase.number))
        seen.add(phase.number)


def _check_years(reading: _Reading, node: yaml.Node, phases: list[tuple[yaml.Node, Phase]]) -> None:
    """Every year from the earliest to the latest named one belongs to exactly one phase."""
    spans = [(years, phase.number, entry) for entry, phase in phases for years in phase.formed]
    if not spans:
        return
    bounds = [
        year for years, _number, _entry in spans for year in (years.first, years.last) if year
    ]
    missing: list[int] = []
    for year in range(min(bounds), max(bounds) + 1):
        owners = [(number, entry) for years, number, entry in spans if year in years]
        if not owners:
            missing.append(year)
        if len(owners) > 1:
            numbers = ", ".join(str(number) for number, _entry in owners)
            text = _("the year {year} belongs to more than one phase: {numbers}")
            reading.wrong(owners[-1][1], text.format(year=year, numbers=numbers))
    open_ended = [span for span in spans if span[0].first is None]
    if len(open_ended) > 1:
        reading.wrong(open_ended[-1][2], _('two phases take "and earlier"'))
    if missing:
        text = _("no phase takes the years {years}")
        reading.wrong(node, text.format(years=", ".join(str(year) for year in missing)))
