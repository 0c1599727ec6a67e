"""The plan's question answered in one sentence: reached or not, by how much, how sure that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sohoa.domain.plan import Phase
from sohoa.domain.verdict import PlanVerdict, Reached, WindowState
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.numbers_and_dates import count_text, decimal_text, floor_text, rate_text


def verdict_sentence(verdict: PlanVerdict, phase: Phase | None) -> str:
    """Say the answer, whether the window is open, what is missing, and what cannot be judged."""
    is_inventory = phase is not None and phase.is_inventory
    parts = _of_inventory(verdict) if is_inventory else _of_digitizing(verdict)
    return "; ".join([*parts, _window(verdict), *_in_doubt(verdict)]) + "."


def verdict_line(verdict: PlanVerdict, as_of: dt.date) -> str:
    """Say the answer for the whole plan, with the day at whose end it is so."""
    text = _("At the end of {day}: {verdict}")
    return text.format(day=day_shown(as_of), verdict=verdict_sentence(verdict, None))


def _subject(verdict: PlanVerdict) -> str:
    if verdict.phase is None:
        return _("The whole plan")
    return _("Phase {phase}").format(phase=verdict.phase)


def _of_digitizing(verdict: PlanVerdict) -> Iterator[str]:
    yield _answer(verdict)
    if verdict.missing:
        text = _("{missing} of {papers} papers have no document yet")
        yield text.format(
            missing=count_text(verdict.missing), papers=count_text(verdict.denominator)
        )
    if verdict.unproven:
        text = _("of {papers} papers the document was not found whole")
        yield text.format(papers=count_text(verdict.unproven))


def _answer(verdict: PlanVerdict) -> str:
    texts = {
        Reached.REACHED: _("{subject}: REACHED the {floor} due by {day}: {rate}, {by_how_much}"),
        Reached.NOT_REACHED: _(
            "{subject}: NOT REACHED the {floor} due by {day}: {rate}, {by_how_much}"
        ),
        Reached.CANNOT_BE_JUDGED: _(
            "{subject}: whether the {floor} due by {day} are reached CANNOT BE JUDGED yet:"
            " {rate} by what is known"
        ),
        Reached.NO_FLOOR: _("{subject}: no floor applies; {rate} are digitized"),
    }
    if verdict.rate is None:
        return _without_papers(verdict)
    text = texts[verdict.reached]
    if verdict.reached is Reached.NOT_REACHED and verdict.window is not WindowState.OVER:
        text = _("{subject}: NOT REACHED YET the {floor} due by {day}: {rate}, {by_how_much}")
    return text.format(
        subject=_subject(verdict),
        floor=floor_text(verdict.floor or 0),
        day=day_shown(verdict.ends),
        rate=rate_text(verdict.rate),
        by_how_much=_by_how_much(verdict),
    )


def _without_papers(verdict: PlanVerdict) -> str:
    text = _("{subject}: nothing is to be digitized")
    if verdict.phase is None:
        text = _("{subject}: no floor applies, and the register has no paper in force to measure")
    if verdict.phase is None and verdict.floor is not None:
        text = _(
            "{subject}: whether the {floor} due by {day} are reached CANNOT BE JUDGED: the register"
            " has no paper in force to measure"
        )
    return text.format(
        subject=_subject(verdict),
        floor=floor_text(verdict.floor or 0),
        day=day_shown(verdict.ends),
    )


def _by_how_much(verdict: PlanVerdict) -> str:
    if not verdict.papers:
        return _("exactly met")
    text = (
        _("ahead by {records} papers ({points} points)")
        if verdict.papers > 0
        else _("behind by {records} papers ({points} points)")
    )
    return text.format(
        records=count_text(abs(verdict.papers)), points=decimal_text(abs(verdict.points or 0))
    )


def _of_inventory(verdict: PlanVerdict) -> Iterator[str]:
    text = {
        Reached.REACHED: _("{subject}: the count is COMPLETE"),
        Reached.NOT_REACHED: _("{subject}: the count is NOT COMPLETE"),
    }.get(verdict.reached, _("{subject}: whether the count is complete CANNOT BE JUDGED yet"))
    yield text.format(subject=_subject(verdict))
    if verdict.undeclared:
        text = _("{rooms} rooms have not said how many papers they hold")
        yield text.format(rooms=count_text(verdict.undeclared))
    if verdict.unclosed:
        yield _("{rooms} rooms are not closed").format(rooms=count_text(verdict.unclosed))
    if verdict.lacking:
        text = _("what is listed differs from what is declared by {papers} papers")
        yield text.format(papers=count_text(verdict.lacking))
    if verdict.in_error:
        yield _("{rows} rows are not understood").format(rows=count_text(verdict.in_error))


def _window(verdict: PlanVerdict) -> str:
    text, day = {
        WindowState.NOT_BEGUN: (_("the window begins on {day}"), verdict.starts),
        WindowState.OPEN: (_("the window is open until {day}"), verdict.ends),
        WindowState.OVER: (_("the window ended on {day}"), verdict.ends),
    }[verdict.window]
    return text.format(day=day_shown(day))


def _in_doubt(verdict: PlanVerdict) -> Iterator[str]:
    if not verdict.is_open or verdict.least is None or verdict.most is None:
        return
    text = _(
        "not judged yet: {errors} rows that are not understood, {unknown} papers of unknown"
        " validity; the true rate lies between {least} and {most}"
    )
    yield text.format(
        errors=count_text(verdict.in_error),
        unknown=count_text(verdict.unknown),
        least=rate_text(verdict.least),
        most=rate_text(verdict.most),
    )
