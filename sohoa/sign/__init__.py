"""Station 4: the office's electronic signature on an archival PDF, and its verification.

Callers import the module they need (`from sohoa.sign.signer import sign_pdf`): reading the
settings must not load pyHanko.
"""

from sohoa.sign.no_client import leave_out_clients, leave_out_signers

leave_out_clients()
leave_out_signers()
