"""The ledger's formats: entries, their Merkle tree, its heads and proofs. It asks no catalogue.

What writes the ledger (`sohoa.catalogue.ledger_store`) and what checks it (`sohoa.inspection`)
share nothing but this (`docs/adr/0043`).
"""
