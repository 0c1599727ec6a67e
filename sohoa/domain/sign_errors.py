"""The part of the error catalogue that is about keys, certificates and those who keep them.

Given on by `sohoa.domain.errors`, where callers take them from.
"""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class CertificateNotValidError(BatchError):
    code = "SIGN-902"
    what = N_(
        "the certificate of {signer} is not valid at {moment}: it runs from {first} to {last}."
    )
    remedy = N_("Get a new certificate, or set the machine's clock; what is signed stays signed.")
    exit_code = ExitCode.SETTINGS


class CertificateRevokedError(BatchError):
    code = "SIGN-903"
    what = N_("the certificate of {signer} was revoked on {moment}.")
    remedy = N_("Do not sign with it any more; get a new certificate and run again.")
    exit_code = ExitCode.SETTINGS


class CertificateStatusUnknownError(BatchError):
    code = "SIGN-904"
    what = N_("nobody says whether the certificate of {signer} is revoked: {problem}.")
    remedy = N_("Check the network and run again, or set unknown_status = 'warn'.")
    exit_code = ExitCode.FAILED


class WrongPinError(BatchError):
    code = "SIGN-905"
    what = N_("{keeper} refused the PIN; it was tried once and is not tried again.")
    remedy = N_("Check the PIN first: a token locks after a few wrong ones. Then run again.")
    exit_code = ExitCode.SETTINGS


class TokenGoneError(BatchError):
    code = "SIGN-906"
    what = N_("the token {token} cannot be used: {problem}.")
    remedy = N_("Plug it in and run again: it goes on where it stopped.")


class SigningServiceError(BatchError):
    code = "SIGN-907"
    what = N_("the signing service refused or failed: {problem}.")
    remedy = N_("Check [key] in config/signing.toml and the service, then run again.")
