"""`python -m pki FOLDER`: the test PKI as a process of its own, until its input ends.

Prints its address. For benches, where the servers must not share the signer's core.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pki.server import running_pki

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with running_pki(folder) as pki:
        for label in ("agency", "operator"):
            pki.key_file(label)
        pki.root_file.touch()
        print(pki.url, flush=True)
        sys.stdin.read()
