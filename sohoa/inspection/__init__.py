"""Checks the office's numbers against its ledger, as an auditor would who trusts nobody.

A program path of its own: of what wrote the things that it checks it shares the formats only
(`sohoa.ledger`) and the hinges of the reading door; an import contract holds that (`adr/0043`).
"""
