"""Packages: a file unit as the archival law wants it kept and handed on (E-ARK, METS, PREMIS)."""
