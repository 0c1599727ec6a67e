"""Station 3: page images and their text become one searchable PDF/A-2b.

Callers import the module they need (`from sohoa.pdfa.builder import build_pdfa`): reading the
settings must not load pikepdf.
"""
