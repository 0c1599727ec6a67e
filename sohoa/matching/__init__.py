"""Which paper of the register a scan is of: evidence weighed, one decision for a whole batch.

Pure: what is compared is handed in, and what is decided is given back (`adr/0036`).
"""
