"""What was proven of the archive: verifications of all of it, and samples, as tables."""

from __future__ import annotations

from sohoa.domain.measured import Measured
from sohoa.language import _
from sohoa.reports.table import Column, Kind, Table


def verified_table(measured: Measured) -> Table:
    """Each verification of the whole archive: so many records proven, so many not."""
    columns = (
        Column(_("Verified on"), Kind.DAY),
        Column(_("Records"), Kind.COUNT),
        Column(_("Proven"), Kind.COUNT),
        Column(_("Not proven"), Kind.COUNT),
    )
    rows = tuple(
        (one.day, one.checked, one.whole, one.checked - one.whole)
        for one in reversed(measured.verified)
    )
    note = _("The whole archive: bytes, receipts, signatures and PDF/A (`sohoa verify`).")
    return Table("verified", _("Verification of the archive"), note, columns, rows)


def sampled_table(measured: Measured) -> Table:
    """What auditors found who compared papers with their files."""
    columns = (
        Column(_("Entered on"), Kind.DAY),
        Column(_("Phase"), Kind.CODE),
        Column(_("Records"), Kind.COUNT),
        Column(_("Compared"), Kind.COUNT),
        Column(_("In error"), Kind.COUNT),
        Column(_("Rate of errors"), Kind.PERCENT),
        Column(_("At least"), Kind.PERCENT),
        Column(_("At most"), Kind.PERCENT),
        Column(_("How sure"), Kind.PERCENT),
        Column(_("Decision")),
    )
    rows = tuple(
        (
            one.day, "" if one.phase is None else str(one.phase), one.records, one.drawn,
            one.found, one.rate, one.lowest, one.highest, one.confidence,
            _decision(one.decision),
        )
        for one in reversed(measured.sampled)
    )  # fmt: skip
    note = _("Random samples, drawn from a head of the ledger: paper against file.")
    return Table("sampled", _("Samples compared with the papers"), note, columns, rows)


def _decision(decision: str) -> str:
    """Say what follows from a sample."""
    return {
        "accepted": _("accepted"),
        "rejected": _("rejected"),
        "not-proven": _("not proven"),
        "told": _("told only"),
    }.get(decision, decision)
