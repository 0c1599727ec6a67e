"""`sohoa read FILE...`: read any scan outside a batch, and say how well and at what cost."""

from __future__ import annotations

from pathlib import Path

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _


@click.command(
    "read",
    help=_("Read scans (PDF, TIFF, JPEG, PNG, or a folder of pages); nothing of it is kept."),
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="MODEL",
    help=_("Tesseract model, most likely first; may be repeated. Default: [ocr] languages."),
)
@json_option
def command(files: tuple[Path, ...], languages: tuple[str, ...], as_json: bool) -> int:
    """Read every file with all cores; one that fails says why, and the others are read."""
    from sohoa.cli.read_view import print_readings
    from sohoa.use_cases.reading import read_outside_batches, reading_result

    run = read_outside_batches(the_workspace(), files, languages=languages)
    if as_json:
        print_json(reading_result(run))
    else:
        print_readings(run)
    failed = any(reading.error for reading in run.readings)
    return ExitCode.DONE_WITH_REJECTIONS if failed else ExitCode.DONE
