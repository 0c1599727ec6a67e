"""The catalogue: what the office holds, found again in a moment.

Two doors (ADR 5). The reading door, `sohoa.catalogue.reader`, loads only the standard library, in
50 ms. The writing door, `sohoa.catalogue.writer`, loads SQLAlchemy, which takes half a second; it
and what is handed to it (`sohoa.catalogue.notes`) are imported where they are needed.
"""
