"""`sohoa package FILE_UNIT`: the package of a file unit; `--verify` checks one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.cli.day import DAY
from sohoa.cli.place import the_workspace
from sohoa.cli.roots import roots_option
from sohoa.cli.screen import json_option, print_json, print_table
from sohoa.domain.errors import ExitCode
from sohoa.domain.vietnam_time import end_of
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.checking_package import PackageVerification
    from sohoa.use_cases.packaging import FileDescriptionResult

#: As `sohoa.package.rules.Rule`, which loads more than a command line may.
RULE_NAMES = ("circular-05", "circular-05-sip", "decree-30", "guidance-169")


@click.command(
    "package",
    help=_(
        "Write the package of a file unit for keeping and handing on (Circular 05/2025: METS, EAD,"
        " PREMIS), show its description by one of the rules, or verify a package."
    ),
)
@click.argument("file_unit", metavar="[FILE_UNIT]", required=False)
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Where the package goes (default: data/packages)."),
)
@click.option("--zip", "zipped", is_flag=True, help=_("Write it as one ZIP file."))
@click.option(
    "--show",
    "rule",
    type=click.Choice(RULE_NAMES),
    help=_("Write nothing; show the description by this rule, and what is missing."),
)
@click.option(
    "--verify",
    "path",
    metavar="PACKAGE",
    type=click.Path(path_type=Path),
    help=_("Verify a package, a folder or a ZIP file: every file, schema and signature."),
)
@click.option("--compare", is_flag=True, help=_("With --verify: against the catalogue, too."))
@click.option("--at", type=DAY, help=_("With --verify: judge as at the end of this day."))
@roots_option(
    "--only-trust",
    "only_roots",
    _("With --verify: trust this root certificate and nothing of the office."),
)
@json_option
def command(  # noqa: PLR0917 - the options of a command line
    file_unit: str | None,
    output: Path | None,
    zipped: bool,
    rule: str | None,
    path: Path | None,
    compare: bool,
    at: dt.date | None,
    only_roots: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Make, show or verify; exit code 7 if a package does not hold."""
    if (file_unit is None) == (path is None):
        raise click.UsageError(_("Name a file unit to pack, or a package with --verify."))
    if path is None and (compare or at or only_roots):
        raise click.UsageError(_("--compare, --at and --only-trust go with --verify."))
    if (path or rule) and (output or zipped):
        raise click.UsageError(_("--output and --zip go with a file unit to pack."))
    if path and rule:
        raise click.UsageError(_("--show goes with a file unit."))
    if path is not None:
        return _verify(path, compare=compare, at=at, only_roots=only_roots, as_json=as_json)
    if rule is not None:
        return _show(file_unit or "", rule, as_json=as_json)
    return _make(file_unit or "", output, zipped=zipped, as_json=as_json)


def _make(file_unit: str, output: Path | None, *, zipped: bool, as_json: bool) -> int:
    from sohoa.use_cases.packaging import package_file

    made = package_file(the_workspace(), file_unit, output=output, zipped=zipped)
    if as_json:
        print_json(made)
        return ExitCode.DONE
    told = _("{documents} documents, {files} files:")
    if not made.written:
        told = _("{documents} documents, {files} files; the same package was there already:")
    click.echo(told.format(documents=made.documents, files=made.files))
    click.echo(str(made.path))
    if made.left_out:
        text = _("{count} documents of the file count no longer and are not in it.")
        click.echo(text.format(count=made.left_out))
    return ExitCode.DONE


def _show(file_unit: str, rule: str, *, as_json: bool) -> int:
    from sohoa.package.rules import Rule
    from sohoa.use_cases.packaging import describe_by_rule

    result = describe_by_rule(the_workspace(), file_unit, Rule(rule))
    if as_json:
        print_json(result)
    else:
        _print_description(result)
    return ExitCode.DONE


def _print_description(result: FileDescriptionResult) -> None:
    from sohoa.package.trouble_words import trouble_label

    for one in (result.file, *result.documents):
        click.echo(one.code)
        rows = [
            (
                field.name,
                field.label,
                field.value,
                trouble_label(field.trouble, length=field.length) if field.trouble else "",
            )
            for field in one.fields
        ]
        print_table((_("field"), _("its name in the rule"), _("value"), _("remark")), rows)
        click.echo("")


def _verify(
    path: Path, *, compare: bool, at: dt.date | None, only_roots: tuple[Path, ...], as_json: bool
) -> int:
    from sohoa.use_cases.checking_package import verify_package

    moment = end_of(at) if at else None
    found = verify_package(the_workspace(), path, compare=compare, at=moment, only_roots=only_roots)
    if as_json:
        print_json(found)
    else:
        _print_verification(found)
    return ExitCode.DONE if found.is_whole else ExitCode.TRUST_BROKEN


def _print_verification(found: PackageVerification) -> None:
    for one in found.differences:
        click.echo(f"✗ [{one.code}] {one.path}: {one.text}")
    counted = _("{documents} documents, {files} files, {signatures} signatures: {sum}").format(
        documents=found.documents,
        files=found.files,
        signatures=found.signatures,
        sum=_("the package holds") if found.is_whole else _("the package does not hold"),
    )
    click.echo(f"{'✓' if found.is_whole else '✗'} {counted}")
