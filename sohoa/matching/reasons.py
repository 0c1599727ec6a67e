"""Why a scan is taken for a paper, or not: sentences that a clerk can read."""

from __future__ import annotations

from collections.abc import Callable

from sohoa.domain.failure import N_
from sohoa.matching.evidence import Compared, Evidence, Level, Witness

_CALLED = {
    Witness.NUMBER: N_("number"),
    Witness.SYMBOL: N_("symbol"),
    Witness.DATE: N_("date"),
    Witness.TYPE: N_("type"),
    Witness.SUBJECT: N_("subject"),
    Witness.OWNER: N_("owner"),
    Witness.SHEETS: N_("sheets"),
    Witness.BOX: N_("box"),
    Witness.LIST: N_("batch list"),
    Witness.ORDER: N_("order in the box"),
}
_LEVELS = {
    Level.SAME: N_("the same"),
    Level.USUAL: N_("the same, as in many papers"),
    Level.BEGIN: N_("the same as far as the register goes"),
    Level.PART: N_("partly the same"),
    Level.PART_USUAL: N_("partly the same, as in many papers"),
    Level.UNSURE_SAME: N_("the same, not read for sure"),
    Level.UNSURE_GAP: N_("the same, not read for sure; it may be one without a row"),
    Level.CHOICE: N_("another reader's, not read for sure"),
    Level.SECOND: N_("another reader's"),
    Level.UNSURE_SLIP: N_("one slip away, not read for sure"),
    Level.CHANGED: N_("words exchanged for others"),
    Level.SLIP: N_("one slip away"),
    Level.OTHER: N_("another"),
    Level.SILENT: N_("not said"),
}
#: What the levels are called of the order in the box.
_PLACES = {
    Level.SAME: N_("at its very place"),
    Level.PART: N_("near its place"),
    Level.SILENT: N_("not said"),
}
_AGREE = frozenset({Level.SAME, Level.USUAL})
_DOUBTED = frozenset({Level.UNSURE_SAME, Level.CHOICE, Level.UNSURE_SLIP})
_PARTLY = frozenset({Level.BEGIN, Level.PART, Level.PART_USUAL})
#: What is read at several lines is not repeated.
_LONG = frozenset({Witness.SUBJECT, Witness.OWNER})


def agreeing(evidence: Evidence, translate: Callable[[str], str]) -> tuple[str, ...]:
    """Name what page and register say alike."""
    return tuple(
        _agreeing(one, translate)
        for one in evidence.compared
        if one.level in _AGREE | _PARTLY or one.level is Level.UNSURE_SAME
    )


def _agreeing(one: Compared, translate: Callable[[str], str]) -> str:
    """A witness; of the order in the box, between which scans and which papers."""
    if one.witness is not Witness.ORDER:
        return translate(_CALLED[one.witness])
    text = N_("order in the box (between {seen}: {held})")
    return translate(text).format(seen=one.seen, held=one.held)


def why_matched(evidence: Evidence, translate: Callable[[str], str]) -> str:
    """Say why a scan was tied by its pages: what page and register say alike, and its weight."""
    text = translate(N_("matched by its pages: {agreeing} ({bits:.1f} bits)"))
    return text.format(agreeing=", ".join(agreeing(evidence, translate)), bits=evidence.bits)


def said_against(evidence: Evidence, translate: Callable[[str], str]) -> tuple[str, ...]:
    """Say what speaks against a paper, and what is not sure, a sentence each."""
    return tuple(
        _sentence(one, translate)
        for one in evidence.compared
        if one.level not in _AGREE | _PARTLY | {Level.SILENT}
    )


def level_words(witness: str, level: str, translate: Callable[[str], str]) -> tuple[str, str]:
    """Name a witness and a level, given by their values."""
    named = _PLACES if witness == Witness.ORDER else _LEVELS
    return translate(_CALLED[Witness(witness)]), translate(named[Level(level)])


def _sentence(one: Compared, translate: Callable[[str], str]) -> str:
    words = {"what": translate(_CALLED[one.witness]), "seen": one.seen, "held": one.held}
    if one.level is Level.UNSURE_SAME:
        return translate(N_("{what}: not read for sure")).format(**words)
    if one.level is Level.UNSURE_GAP:
        text = N_("{what}: not read for sure, and it may be one that has no row in the register")
    elif one.level in _DOUBTED:
        text = N_("{what}: read {seen}, not for sure; register {held}")
    elif one.level is Level.SECOND:
        text = N_("{what}: read {seen}; another reader saw {held}")
    elif one.level is Level.CHANGED:
        text = N_("{what}: other words in the place of some")
    elif one.witness in _LONG:
        text = N_("{what}: other words on the page")
    elif one.witness is Witness.BOX:
        text = N_("{what}: scanned in {seen}, by the register in {held}")
    elif one.witness is Witness.LIST:
        text = N_("{what}: names another paper ({seen})")
    else:
        text = N_("{what}: page {seen}, register {held}")
    return translate(text).format(**words)
