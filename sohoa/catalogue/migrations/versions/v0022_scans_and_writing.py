"""What is said of scans that are not archived; what writing on a server costs."""

from __future__ import annotations

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet: this revision is being built (its two parts come with their branches)."""
