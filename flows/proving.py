"""What a verification has found goes into the catalogue: only whole records count as digitized."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator

from sohoa.audit.auditor import Report
from sohoa.catalogue.proofs import ProofNote
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import BatchError
from sohoa.workspace import Workspace

logger = logging.getLogger(__name__)


def note_verification(office: Workspace, report: Report) -> None:
    """Enter what was found of each archived record, whole or not.

    A catalogue that cannot be written now (a backup, a medium for reading) keeps what it knew:
    what was found is shown all the same.
    """
    proofs = list(_proofs(report, dt.datetime.now(dt.UTC)))
    if not proofs:
        return
    try:
        with Catalogue.open(office.catalogue_url) as catalogue:
            catalogue.note_proofs(proofs)
    except BatchError as error:
        logger.warning("the verification was not entered into the catalogue, %s", error.code)


def _proofs(report: Report, at: dt.datetime) -> Iterator[ProofNote]:
    for verdict in report.archive.verdicts:
        codes = tuple(problem.code for problem in verdict.problems)
        yield ProofNote(verdict.document_id, at, codes)
