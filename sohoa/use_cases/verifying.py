"""What a verification has found goes into the catalogue: only whole records count as digitized."""

from __future__ import annotations

import datetime as dt
import logging

from sohoa.audit.auditor import Report
from sohoa.audit.checked import checked_records
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
    checked = checked_records(report.archive, at=dt.datetime.now(dt.UTC))
    proofs = [ProofNote(one.document_id, one.checked_at, one.problems) for one in checked]
    if not proofs:
        return
    try:
        with Catalogue.open(office.catalogue_url) as catalogue:
            catalogue.note_proofs(proofs)
    except BatchError as error:
        logger.warning("the verification was not entered into the catalogue, %s", error.code)
