"""The catalogue: what the office holds, found again in a moment.

Two doors (ADR 5). The reading door is here and loads only the standard library, in 50 ms.
The writing door, `sohoa.catalogue.writer`, loads SQLAlchemy, which takes half a second; it and
what is handed to it (`sohoa.catalogue.notes`) are imported by name where they are needed.
"""

from __future__ import annotations

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.rows import Hit, HitKind, RegisterSummary

__all__ = ["CatalogueReader", "Hit", "HitKind", "RegisterSummary"]
