"""How `sohoa verify` reports: what Circular 15/2025/TT-BKHCN wants shown of each signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.audit.records import Verdict
from sohoa.cli.document_view import state_label
from sohoa.domain.trust import Revocation, SignatureKind, SignatureStanding, SignatureStatus
from sohoa.domain.vietnam_time import moment_shown
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.audit.auditor import Report
    from sohoa.audit.files import FileVerdict
    from sohoa.audit.problems import Problem
    from sohoa.audit.surroundings import UnitVerdict


def print_report(report: Report, *, brief: bool) -> None:
    """Print records, files outside the archive, manifests and unknown files; then the sum."""
    for verdict in report.archive.verdicts:
        _print_record(verdict, brief=brief)
    for file in report.files:
        _print_file(file, report.known_as.get(file.path, ""))
    for unit in report.archive.units:
        _print_unit(unit)
    for unknown_file in report.archive.unknown_files:
        _print_unknown(unknown_file)
    found = [verdict.is_whole for verdict in report.archive.verdicts]
    found += [file.is_whole for file in report.files]
    print_sum(
        sum(found),
        len(found),
        retired=sum(verdict.state.is_retired for verdict in report.archive.verdicts),
        released=sum(verdict.masters_released for verdict in report.archive.verdicts),
    )


def print_found(one: Verdict | UnitVerdict | Path, *, brief: bool) -> None:
    """Print one of the results that a verification of everything gives."""
    if isinstance(one, Path):
        _print_unknown(one)
    elif isinstance(one, Verdict):
        _print_record(one, brief=brief)
    else:
        _print_unit(one)


def _print_unit(unit: UnitVerdict) -> None:
    for problem in unit.problems:
        click.echo(f"✗ {unit.folder.name}/{problem.file}: {problem.text}")


def _print_unknown(path: Path) -> None:
    click.echo(f"✗ {path}: {_('neither the catalogue nor a manifest knows this file')}")


def _print_record(verdict: Verdict, *, brief: bool) -> None:
    sign = "✓" if verdict.is_whole else "✗"
    click.echo(
        f"{sign} {verdict.path.name}  {verdict.document_id}  {_standing(verdict.standing.value)}"
        + (f"  [{state_label(verdict.state)}]" if verdict.state.is_retired else "")
    )
    _print_problems(verdict.problems)
    if brief and verdict.is_whole:
        return
    if not verdict.sha256:
        return  # nothing can be said of a file that is not there, or was not read
    form = _("kept as it came") if verdict.kept_original else _("it does not say that it is PDF/A")
    click.echo(f"    {verdict.pdfa or form} · SHA-256 {verdict.sha256[:16]}…")
    _print_signatures(verdict.signatures)


def _print_file(verdict: FileVerdict, known_as: str) -> None:
    sign = "✓" if verdict.is_whole else "✗"
    click.echo(f"{sign} {verdict.path}  {verdict.pdfa}")
    _print_problems(verdict.problems)
    if known_as:
        click.echo(
            "    " + _("the same, byte for byte, as archived record {id}").format(id=known_as)
        )
    if verdict.is_receipted:
        click.echo("    " + _("the receipt beside it is about these bytes"))
    _print_signatures(verdict.signatures)


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        click.echo(f"    ✗ {problem.file}: {problem.text}")


def _print_signatures(signatures: Sequence[SignatureStatus]) -> None:
    for status in signatures:
        for line in _lines(status):
            click.echo(f"    {line}")


def _lines(status: SignatureStatus) -> list[str]:
    """One signature: the verdict, then a line a fact."""
    is_stamp = status.kind is SignatureKind.TIMESTAMP
    kind = _("time stamp") if is_stamp else _("signature")
    verdict = _verdict(status)
    facts = {
        _("time-stamping authority") if is_stamp else _("signer"): status.signer,
        _("managing unit"): status.organization,
        _("issuer"): status.issuer,
        _("time") if is_stamp else _("signing time"): _time_of(status),
        _("integrity"): _("unchanged") if status.intact else _("CHANGED"),
        _("level"): status.level.value if status.level else "",
        _("certificate period"): _period(status),
        _("status when used"): "" if is_stamp else _revocation(status.revocation),
        _("provable until"): _instant(status.provable_until),
    }
    shown = [f"  {name}: {value}" for name, value in facts.items() if value]
    return [f"{kind} {status.field_name}: {verdict}", *shown]


def _verdict(status: SignatureStatus) -> str:
    verdicts = {
        SignatureStanding.HOLDS: _("VALID"),
        SignatureStanding.BROKEN: _("NOT VALID"),
        SignatureStanding.UNTRUSTED: _("NOT TRUSTED"),
        SignatureStanding.UNPROVABLE: _("NO LONGER PROVABLE"),
        SignatureStanding.UNJUDGED: _("NOT JUDGED"),
    }
    reason = f" – {_(status.problem)}" if status.problem else ""
    return verdicts[status.standing] + reason


def _time_of(status: SignatureStatus) -> str:
    claimed = _instant(status.signed_at)
    if status.kind is SignatureKind.TIMESTAMP:
        return claimed
    if status.proven_at is None:
        return claimed + " " + _("(claimed, no time stamp)") if claimed else ""
    return _("{claimed} (existed at {proven} by time stamp)").format(
        claimed=claimed, proven=_instant(status.proven_at)
    )


def _period(status: SignatureStatus) -> str:
    return f"{_instant(status.valid_from)} – {_instant(status.valid_until)}"


def _revocation(revocation: Revocation) -> str:
    return {
        Revocation.GOOD: _("not revoked (embedded answer)"),
        Revocation.REVOKED: _("REVOKED"),
        Revocation.UNKNOWN: _("unknown (no embedded answer)"),
    }[revocation]


def _standing(standing: str) -> str:
    return {
        "whole": _("whole"),
        "broken": _("BROKEN"),
        "no-longer-provable": _("NO LONGER PROVABLE"),
        "renewal-unfinished": _("renewal interrupted"),
    }[standing]


def _instant(moment: dt.datetime | None) -> str:
    """As the office writes time."""
    return moment_shown(moment) if moment else ""


def print_sum(whole: int, count: int, *, retired: int, released: int) -> None:
    """The last lines: how many were verified, and how many are whole."""
    text = _("{whole} of {count} records are as they were archived.")
    click.echo(text.format(whole=whole, count=count))
    if retired:
        text = _(
            "{count} of them were replaced or withdrawn: kept and verified, no longer counted."
        )
        click.echo(text.format(count=retired))
    if released:
        click.echo(_("Scans released from their boxes: {count} records.").format(count=released))
