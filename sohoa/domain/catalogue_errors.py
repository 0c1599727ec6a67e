"""Errors of the catalogue: of the file or the server it is kept in, and of moving it."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class CatalogueBusyError(BatchError):
    """Another program holds it for too long."""

    code = "CATALOGUE-901"
    what = N_("the catalogue is locked by another program: {path}.")
    remedy = N_("Close what holds it and run again: it goes on where it stopped.")
    retryable = True


class CatalogueDamagedError(BatchError):
    """It is no database, or a broken one."""

    code = "CATALOGUE-902"
    what = N_("the catalogue cannot be read: {path}.")
    remedy = N_("Restore it from the last backup; the archive itself is not touched.")


class CatalogueVersionError(BatchError):
    """Another version of this program made it."""

    code = "CATALOGUE-904"
    what = N_("the catalogue {path} has schema {found}; this program needs {needed}.")
    remedy = N_("`sohoa doctor` brings an older one up to date; a newer one needs the newer Sohoa.")


class CatalogueAccessError(BatchError):
    """It cannot be opened, or not be written."""

    code = "CATALOGUE-905"
    what = N_("the catalogue cannot be opened or written: {path}.")
    remedy = N_(
        "Check the disk (also a quota, and how large a file may be there), and that this user may "
        "read and write the file and its folder; on a server, that the role owns the database "
        "(ALTER DATABASE … OWNER TO …), or may make tables in it."
    )


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


class NotAnAddressError(BatchError):
    """It cannot be understood; it is not shown, for it may bear a password."""

    code = "CATALOGUE-916"
    what = N_("this is no address of a catalogue.")
    remedy = N_(
        "A server's database: postgresql://USER@HOST/DATABASE (a sign such as / # ? in a name is "
        "written %2F %23 %3F); a file: its path, without ://"
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


class CatalogueMovedError(BatchError):
    """The catalogue is kept elsewhere: what were entered here would be seen by nobody."""

    code = "CATALOGUE-912"
    what = N_("the catalogue is no longer here; it was moved to {place}.")
    remedy = N_(
        "Put this address into [catalogue] url of config/settings.toml, and run again. Where it is "
        "a file, only the machine that has the file can go on: there url is empty."
    )
    exit_code = ExitCode.USAGE


class CopyDiffersError(BatchError):
    """What came over is not what was there."""

    code = "CATALOGUE-910"
    what = N_("the copy {place} differs from the catalogue: table {table}, row {row}.")
    remedy = N_("Nothing was kept of the copy, and the catalogue is as it was. Report this fault.")


class NoCatalogueError(BatchError):
    """There is nothing to copy."""

    code = "CATALOGUE-913"
    what = N_("there is no catalogue yet: {place}.")
    remedy = N_("Make the workspace first: sohoa init")
    exit_code = ExitCode.USAGE


class NotItsPlaceError(BatchError):
    """An embedded catalogue lies in its workspace, or it is a copy."""

    code = "CATALOGUE-914"
    what = N_("a workspace keeps its catalogue in {own}, not in {place}.")
    remedy = N_("Name {own}, or leave --switch out: then {place} is a copy to be kept.")
    exit_code = ExitCode.USAGE


class CatalogueThereError(BatchError):
    """A workspace that has a catalogue gets no empty one."""

    code = "CATALOGUE-915"
    what = N_("this workspace has a catalogue already: {place}.")
    remedy = N_("Move it with all that is in it: sohoa catalogue copy {address} --switch")
    exit_code = ExitCode.USAGE


class CatalogueCountsError(BatchError):
    """What is kept of the papers' numbers was not what the papers come to."""

    code = "CATALOGUE-917"
    what = N_("the kept counts of papers differed from the papers: {place}.")
    remedy = N_(
        "They were counted anew, and are right now: ask `sohoa status` again, for what it said "
        "before may have been wrong. This is a fault of Sohoa: report it with this line."
    )


class NotFoundError(BatchError):
    """No document is called so."""

    code = "CATALOGUE-903"
    what = N_("the catalogue has no document {name}.")
    remedy = N_("List them with `sohoa list`.")
    exit_code = ExitCode.USAGE
