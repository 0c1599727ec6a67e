"""Errors of a catalogue on a server, and of moving a catalogue."""

from __future__ import annotations

from sohoa.domain.errors import N_, BatchError, ExitCode


class CatalogueServerError(BatchError):
    """The server does not answer, or does not let us in."""

    code = "CATALOGUE-906"
    what = N_("the catalogue's database does not answer: {place} ({problem}).")
    remedy = N_(
        "Check that the server runs and can be reached, and that this user may log in (password in "
        "PGPASSWORD, or in the file that passfile= in the address names); then run again: it goes "
        "on where it stopped."
    )
    retryable = True


class PasswordInAddressError(BatchError):
    """A password stands where it would be seen."""

    code = "CATALOGUE-907"
    what = N_("the address of the catalogue bears a password: {place}.")
    remedy = N_(
        "Take it out of the address: give it in the variable PGPASSWORD, or in a file that only "
        "this user may read, named by passfile= in the address. Change it: it may have been seen."
    )
    exit_code = ExitCode.USAGE


class UnfitServerError(BatchError):
    """The server's database cannot hold Vietnamese text, or is too old."""

    code = "CATALOGUE-908"
    what = N_("the database {place} cannot hold a catalogue: {found}; needed: {needed}.")
    remedy = N_("Make another: createdb --encoding=UTF8 --template=template0 NAME")
    exit_code = ExitCode.USAGE


class CatalogueFaultError(BatchError):
    """The database refuses what this program must never ask of it; names no value of a row."""

    code = "CATALOGUE-911"
    what = N_("the database {place} refused a statement ({problem}); nothing of it was stored.")
    remedy = N_("This is a fault of Sohoa: report it with this line.")


class CatalogueNotEmptyError(BatchError):
    """A catalogue is copied only to where there is none."""

    code = "CATALOGUE-909"
    what = N_("there is a catalogue already: {place}.")
    remedy = N_("Name an empty database, or a file that is not there yet; nothing was changed.")
    exit_code = ExitCode.USAGE


class CopyDiffersError(BatchError):
    """What came over is not what was there."""

    code = "CATALOGUE-910"
    what = N_("the copy {place} differs from the catalogue: table {table}, row {row}.")
    remedy = N_("Nothing was kept of the copy, and the catalogue is as it was. Report this fault.")
