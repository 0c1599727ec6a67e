"""The revision of the schema that this program reads and writes."""

from __future__ import annotations

#: The newest revision in `migrations/versions`.
HEAD = "0022"
