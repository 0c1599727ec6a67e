"""Judgments leave the findings: what a person has to do is judged when asked, never stored."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: What earlier versions stored beside the findings that were the reason.
_JUDGMENTS = {"rescan", "review", "rescan-if-can"}


def upgrade() -> None:
    """Take them out of every document; the findings that they named stand beside them."""
    connection = op.get_bind()
    stored = connection.execute(sa.text("SELECT document_id, findings FROM documents"))
    for document_id, findings in stored.all():
        told = json.loads(findings)
        facts = [one for one in told if one["code"] not in _JUDGMENTS]
        if len(facts) < len(told):
            connection.execute(
                sa.text("UPDATE documents SET findings = :found WHERE document_id = :of"),
                {
                    "found": json.dumps(facts, ensure_ascii=False, separators=(",", ":")),
                    "of": document_id,
                },
            )
