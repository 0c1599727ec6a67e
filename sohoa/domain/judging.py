"""Judging papers, one or a million: how each is counted, and so which figures it is behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Generic, NamedTuple, TypeVar

from sohoa.domain.figures import Figure, Judgment, is_behind
from sohoa.domain.holdings import PaperLine, RegisteredPaper
from sohoa.domain.progress import Measure, Tally
from sohoa.domain.register import Validity
from sohoa.domain.timing import Timing, Windows
from sohoa.domain.vietnam_time import start_of

T = TypeVar("T")


class PaperColumns(NamedTuple):
    """Some papers, attribute by attribute: what is many is gone through some thousand at a time."""

    record_id: Sequence[str]
    number: Sequence[str]
    formed: Sequence[str]
    year: Sequence[int]
    record_type: Sequence[str]
    room: Sequence[str]
    location: Sequence[str]
    validity: Sequence[str]
    valid_until: Sequence[str]
    exclusion: Sequence[str]
    document_id: Sequence[str]
    digitized_on: Sequence[str]
    archive_path: Sequence[str]
    proof_problem: Sequence[str]
    born_digital: Sequence[bool]
    rescanned: Sequence[bool]

    @classmethod
    def of(cls, papers: Sequence[PaperLine]) -> PaperColumns:
        """Turn at least one paper."""
        return cls._make(zip(*papers, strict=True))

    def lines(self) -> Iterator[PaperLine]:
        """The papers one by one."""
        return map(PaperLine._make, zip(*self, strict=True))

    def chosen(self, choice: Sequence[object]) -> PaperColumns:
        """Those of whose choice something is true."""
        return PaperColumns._make(list(compress(column, choice)) for column in self)


class ByJudgment(Generic[T]):
    """Judge papers by a measure; to each judgment belongs something that is made once.

    What is alike in all that judging asks is judged once. This is the one home of the question
    which papers a figure counts, for the figures and for the lists behind them.
    """

    def __init__(self, measure: Measure, make: Callable[[Judgment], T]) -> None:
        self._day = measure.as_of.isoformat()
        self._sides = _Sides(self._day)
        self._known = _Known(measure, make)
        self._timings = _Timings(measure.windows)

    def of(self, papers: PaperColumns) -> list[T]:
        """Give what belongs to the judgment of each."""
        day, side = self._day, self._sides.__getitem__
        asked = zip(
            papers.validity,
            map(side, papers.valid_until),
            [reason == "" for reason in papers.exclusion],
            map(side, papers.formed),
            ["" < on <= day for on in papers.digitized_on],
            [problem == "" for problem in papers.proof_problem],
            papers.born_digital,
            [self._timings[one] for one in zip(papers.year, papers.digitized_on, strict=True)],
            papers.rescanned,
            strict=True,
        )
        return [self._known[one] for one in asked]


_LONG_PAST, _FAR_OFF = "0001-01-01", "9999-12-31"
#: What judging asks of a paper: see `Tally`; the third, fifth and sixth say that it is not
#: excluded, is archived by the day, and is proven. Of days only the side is told.
_Asked = tuple[str, str, bool, str, bool, bool, bool, Timing, bool]


class _Sides(dict[str, str]):
    """A day, for any that lies as it does to the day asked about: judging only compares the two.

    Papers of a thousand days are so judged once. Months and years are compared as text.
    """

    def __init__(self, day: str) -> None:
        super().__init__({"": "", day: day})
        self._day = day

    def __missing__(self, other: str) -> str:
        self[other] = _LONG_PAST if other < self._day else _FAR_OFF
        return self[other]


class _Timings(dict[tuple[int, str], Timing]):
    """When papers of a year that were archived on a day were so, by the windows."""

    def __init__(self, windows: Windows) -> None:
        super().__init__()
        self._windows = windows

    def __missing__(self, asked: tuple[int, str]) -> Timing:
        self[asked] = self._windows.timing(*asked)
        return self[asked]


class _Known(dict[_Asked, T]):
    """What belongs to the judgment of papers that are alike."""

    def __init__(self, measure: Measure, make: Callable[[Judgment], T]) -> None:
        super().__init__()
        self._measure, self._make = measure, make
        self._made = dict[Judgment, T]()

    def __missing__(self, asked: _Asked) -> T:
        validity, until, is_wanted, formed, is_archived, is_proven, is_born_digital = asked[:7]
        timing, is_rescanned = asked[7:]
        tally = Tally(
            0, "", "", Validity(validity),
            valid_until=dt.date.fromisoformat(until) if until else None,
            is_excluded=not is_wanted,
            digitized_at=start_of(self._measure.as_of) if is_archived else None,
            formed=formed,
            is_proven=is_proven,
            is_born_digital=bool(is_born_digital),
        )  # fmt: skip
        judgment = self._measure.judge(tally, timing=timing, is_rescanned=bool(is_rescanned))
        if judgment not in self._made:
            self._made[judgment] = self._make(judgment)
        self[asked] = self._made[judgment]
        return self[asked]


@dataclass(frozen=True, slots=True)
class JudgedPaper:
    """One paper and how it was counted: each figure is the number of those behind it."""

    paper: RegisteredPaper
    judgment: Judgment

    def is_behind(self, figure: Figure) -> bool:
        """Say whether a figure counts this paper."""
        return is_behind(figure, self.judgment)


def judged(papers: Iterable[RegisteredPaper], measure: Measure) -> Iterator[JudgedPaper]:
    """Judge papers by the day and rules of a measure."""
    judgments = ByJudgment[Judgment](measure, lambda judgment: judgment)
    for paper in papers:
        (judgment,) = judgments.of(PaperColumns.of([paper.line]))
        yield JudgedPaper(paper, judgment)
