"""What each notion of the measure means, in one sentence: printed in every report, with its number.

Which papers a notion counts is said by its predicate alone (`sohoa.domain.figures`).
"""

from __future__ import annotations

from sohoa.domain.measured import Measured
from sohoa.domain.open_range import Defined, Notion
from sohoa.domain.plan import BornDigitalRule, Plan, UnknownRule
from sohoa.language import _
from sohoa.reports.numbers_and_dates import rate_text
from sohoa.reports.table import Column, Kind, Table


def notion_label(notion: Notion) -> str:
    """Name a notion."""
    return {
        Notion.DENOMINATOR: _("To be digitized"),
        Notion.NUMERATOR: _("Digitized"),
        Notion.UNKNOWN: _("Of unknown validity"),
        Notion.EXCLUDED: _("Excluded"),
        Notion.IN_ERROR: _("Rows in error"),
        Notion.UNFORMED: _("Not formed yet"),
        Notion.EXPIRED: _("Expired"),
        Notion.REPLACED: _("Replaced"),
        Notion.REVOKED: _("Revoked"),
        Notion.USED: _("Used up"),
        Notion.WITHDRAWN: _("Withdrawn"),
        Notion.BORN_DIGITAL: _("Born digital"),
        Notion.UNPROVEN: _("Not found whole"),
        Notion.RESCANNED: _("Scanned again"),
        Notion.UNLINKED: _("Documents not in the register"),
        Notion.EARLY: _("Early"),
        Notion.IN_TIME: _("In time"),
        Notion.LATE: _("Late"),
    }[notion]


def notion_text(notion: Notion, plan: Plan) -> str:
    """Say what a notion means, and whether it counts, by the plan's rules."""
    return _of_papers(notion, plan) or _of_work(notion, plan)


def _of_papers(notion: Notion, plan: Plan) -> str:
    unknown = {
        UnknownRule.EXCLUDED: _("The register does not say whether it is in force: left out."),
        UnknownRule.INCLUDED: _("The register does not say whether it is in force: counted in."),
    }
    return {
        Notion.DENOMINATOR: _(
            "Papers of the register that are in force and formed by the end of the day, and not "
            "excluded."
        ),
        Notion.UNKNOWN: unknown[plan.unknown_validity],
        Notion.EXCLUDED: _("A person left it out of digitization, with a reason: left out."),
        Notion.IN_ERROR: _("A row of a register file that is not understood: no paper yet."),
        Notion.UNFORMED: _("Dated later than the day: left out until that day comes."),
        Notion.EXPIRED: _(
            "Its last day is over, or the register says so: left out from the day after its last."
        ),
        Notion.REPLACED: _("Another paper took its place, by the register: left out."),
        Notion.REVOKED: _("Revoked, by the register: left out."),
        Notion.USED: _("Used up, by the register: left out."),
        Notion.WITHDRAWN: _("A person took it out of the inventory: in no figure."),
    }.get(notion, "")


def _of_work(notion: Notion, plan: Plan) -> str:
    born_digital = {
        BornDigitalRule.INCLUDED: _("Archived from a digital original: counted as digitized."),
        BornDigitalRule.EXCLUDED: _("Archived from a digital original: left out of the shares."),
    }
    return {
        Notion.NUMERATOR: _(
            "Of them, those with a document that is archived and signed by the end of the day, and "
            "was whole at its last verification."
        ),
        Notion.BORN_DIGITAL: born_digital[plan.born_digital],
        Notion.UNPROVEN: _(
            "Archived, but not whole at its last verification: to be digitized, and not digitized."
        ),
        Notion.RESCANNED: _(
            "Its document took the place of another: digitized since the first one was archived."
        ),
        Notion.UNLINKED: _("Archived and signed, and tied to no paper: counted as nothing."),
        Notion.EARLY: _("Digitized before the window of its phase began: counted all the same."),
        Notion.IN_TIME: _("Digitized within the window of its phase, first and last day included."),
        Notion.LATE: _("Digitized after the window of its phase ended: counted all the same."),
    }[notion]


def range_text(defined: Defined) -> str:
    """Say between which rates the true one lies, if of these alone is not known what they are."""
    if defined.least is None or defined.most is None:
        return ""
    text = _("{least} to {most}")
    return text.format(least=rate_text(defined.least), most=rate_text(defined.most))


def definitions_table(measured: Measured, plan: Plan) -> Table:
    """Every notion with its number, and the range that it leaves open."""
    columns = (
        Column(_("Notion")),
        Column(_("How many"), Kind.COUNT),
        Column(_("Meaning")),
        Column(_("Range it leaves open")),
    )
    rows = tuple(
        (notion_label(one.notion), one.count, notion_text(one.notion, plan), range_text(one))
        for one in measured.definitions
    )
    behind = tuple(one.list_key for one in measured.definitions)
    note = _("Each notion is counted by one rule, in every figure and every list.")
    return Table("definitions", _("What is counted, and how"), note, columns, rows, behind=behind)
