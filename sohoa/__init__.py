"""Digitization of records: the six stations and what they stand on. Knows no Prefect."""

__version__ = "0.1.0"

#: The software and its version, as every event, PDF and report names it (PREMIS agent).
AGENT = f"Sohoa {__version__}"
