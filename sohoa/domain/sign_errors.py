"""Errors of signing: of keys, certificates, clocks, and those who keep them."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode, ItemError


class SigningFailedError(ItemError):
    code = "SIGN-001"
    what = N_("the document could not be signed: {problem}.")
    remedy = N_("Check the key with `sohoa doctor`, then run the batch again.")
    retryable = True


class KeyUnusableError(BatchError):
    code = "SIGN-901"
    what = N_("the signing key cannot be used: {problem}.")
    remedy = N_("Check [key] in config/signing.toml and the passphrase in the environment.")
    exit_code = ExitCode.SETTINGS


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


# --- the machine's clock ------------------------------------------------------------------


class ClockBehindArchiveError(BatchError):
    code = "SIGN-910"
    what = N_(
        "the machine's clock says {now}, and the newest record was archived at {newest}: nothing"
        " is signed before that."
    )
    remedy = N_(
        "Set the clock (sudo timedatectl set-ntp true) and run again. If those records were"
        " archived by a clock that was ahead, name their first day in [clock] archived_ahead_from"
        " of config/signing.toml."
    )
    exit_code = ExitCode.SETTINGS


class ClockOffStampError(BatchError):
    code = "SIGN-911"
    what = N_(
        "the machine's clock says {now}, and the time-stamp service {service} {stamped}: they are"
        " {minutes} minutes apart."
    )
    remedy = N_(
        "Set the clock (sudo timedatectl set-ntp true) and run again: it goes on where it"
        " stopped. A little more is allowed by [clock] tolerance_minutes of config/signing.toml."
    )
    exit_code = ExitCode.SETTINGS


class ClockAheadOfArchiveError(BatchError):
    code = "SIGN-912"
    what = N_(
        "the machine's clock says {now}, {days} days after the newest archived record ({newest})."
    )
    remedy = N_(
        "If the clock is wrong, set it (sudo timedatectl set-ntp true) and run again. If nothing"
        " was archived for so long, raise [clock] longest_pause_days of config/signing.toml."
    )
    exit_code = ExitCode.SETTINGS


class ClockAheadOfPlanError(BatchError):
    code = "SIGN-913"
    what = N_("the machine's clock says {now}, and the plan ended on {ends}, years before.")
    remedy = N_(
        "If the clock is wrong, set it (sudo timedatectl set-ntp true) and run again. If the plan"
        " goes on, give its last phase in phases.yaml a later window, or raise [clock]"
        " years_after_plan of config/signing.toml."
    )
    exit_code = ExitCode.SETTINGS


class ClockTooEarlyError(BatchError):
    code = "SIGN-914"
    what = N_("the machine's clock says {now}: this program was not there before {earliest}.")
    remedy = N_("Set the clock (sudo timedatectl set-ntp true) and run again.")
    exit_code = ExitCode.SETTINGS


class ClockAheadOfFilesError(BatchError):
    code = "SIGN-915"
    what = N_(
        "the machine's clock says {now}, {days} days after the newest file of the workspace"
        " ({newest}), and nothing is archived yet that could tell."
    )
    remedy = N_(
        "If the clock is wrong, set it (sudo timedatectl set-ntp true) and run again. If nothing"
        " was touched for so long, raise [clock] longest_pause_days of config/signing.toml."
    )
    exit_code = ExitCode.SETTINGS
