"""Errors of looking up what an office holds of an owner, and of the key of owners' numbers."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class OwnerKeyMissingError(BatchError):
    """There never was a key: nothing is locked yet."""

    code = "LOOKUP-901"
    what = N_("there is no key yet by which owners' numbers are locked; nothing was stored.")
    remedy = N_("Make it once with `sohoa owner-key --make`, keep a copy of it, and say it again.")
    exit_code = ExitCode.SETTINGS


class OwnerKeyLostError(BatchError):
    """Numbers are locked, and the key is not here: without it nothing can be said of them."""

    code = "LOOKUP-902"
    what = N_("the key of owners' numbers is not here: {place}.")
    remedy = N_(
        "Bring it back from its copy. If it is lost for good: `sohoa owner-key --renew --reason …` "
        "forgets all numbers and makes a new key; then import the registers again."
    )
    exit_code = ExitCode.SETTINGS


class OwnerKeyOtherError(BatchError):
    """With another key every question would be answered with "nothing"."""

    code = "LOOKUP-903"
    what = N_("the key in {place} is not the one by which the catalogue's numbers are locked.")
    remedy = N_(
        "Put the right key there, from its copy. If it is lost for good: `sohoa owner-key --renew "
        "--reason …` forgets all numbers and makes a new key; then import the registers again."
    )
    exit_code = ExitCode.SETTINGS


class OwnerKeyUnusableError(BatchError):
    """What is there is no key, or others could have read it."""

    code = "LOOKUP-904"
    what = N_("the key of owners' numbers cannot be used: {problem}.")
    remedy = N_("Put it right, or bring the key back from its copy, and say it again.")
    exit_code = ExitCode.SETTINGS


class NotAnOwnerNumberError(BatchError):
    """What is asked is no number; it is not shown."""

    code = "LOOKUP-905"
    what = N_("what was typed is no number of an owner; expected {expected}.")
    remedy = N_("Type the number as it stands on the card, and ask again; nothing was looked up.")
    exit_code = ExitCode.USAGE


class NoOwnerNumbersError(BatchError):
    """To say that nothing is held would not be true: nobody knows."""

    code = "LOOKUP-906"
    what = N_("no paper of the register has its owner's number yet: nothing can be looked up.")
    remedy = N_(
        "Import a register with a column such as “Số CCCD” or “Mã số thuế” "
        "(docs/registers.vi.md), also one that was imported before, and ask again."
    )
    exit_code = ExitCode.USAGE


class NoPurposeError(BatchError):
    """Nobody looks at somebody's papers for nothing."""

    code = "LOOKUP-907"
    what = N_("a look-up needs its purpose.")
    remedy = N_("Say which request it is for: --purpose '…', with the number of the file.")
    exit_code = ExitCode.USAGE


class SameOwnerKeyError(BatchError):
    """A variable cannot be written anew from here."""

    code = "LOOKUP-908"
    what = N_("{place} still gives the key that is to be renewed; nothing was changed.")
    remedy = N_("Give another key there first (64 hexadecimal digits), and say it again.")
    exit_code = ExitCode.USAGE
