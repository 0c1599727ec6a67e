"""A test PKI made at run time: real TSA, OCSP and CRL servers on loopback that can misbehave.

    with running_pki(folder) as pki:
        pki.key_file("agency")       # PKCS#12 without a passphrase
        pki.tsa_url, pki.root_file   # for the settings
        pki.tsa.fault = Fault.TIMEOUT
        pki.now = datetime(2029, 5, 1, tzinfo=UTC)
        pki.revoke("agency", since=...)

Tests take the fixture `pki` (one for the session, set right again after each test). Nothing is
committed: every key is drawn when the PKI is made.
"""

from __future__ import annotations

from pki.authority import LABELS, Validity
from pki.server import Fault, Pki, Service, running_pki

__all__ = ["LABELS", "Fault", "Pki", "Service", "Validity", "running_pki"]
