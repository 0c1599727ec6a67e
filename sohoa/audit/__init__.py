"""The auditor's check: bytes against the catalogue and the manifest, signatures, and PDF/A."""
