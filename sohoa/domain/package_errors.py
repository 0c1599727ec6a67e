"""Errors of packages: of making one, and of what is no package."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class UnknownFileUnitError(BatchError):
    """No record that counts is archived under the code."""

    code = "PACKAGE-901"
    what = N_("nothing that counts is archived under the file code {name}.")
    remedy = N_("The codes stand in the list of files: sohoa handover")
    exit_code = ExitCode.USAGE


class DescriptionUnfitError(BatchError):
    """Fields are missing or do not fit; `troubles` are lines, one for each."""

    code = "PACKAGE-902"
    what = N_(
        "the description of {name} is not what Circular 05/2025 asks for; nothing was written:\n"
        "{troubles}\n"
    )
    remedy = N_(
        "Say it in config/packaging.toml: retention, access and codes for all files, or anything "
        "of one file or document. Number and date are mended in the register "
        "(`sohoa inventory edit`)."
    )
    exit_code = ExitCode.SETTINGS


class RecordNotWholeError(BatchError):
    """A record is not, or no longer, what the catalogue knows; no package is made of it."""

    code = "PACKAGE-903"
    what = N_("{document} is not whole ({problem}); nothing was written.")
    remedy = N_(
        "See what is wrong with: sohoa verify {document}. Put it right (sohoa verify --repair, "
        "sohoa renew, or a backup), then make the package again."
    )
    exit_code = ExitCode.TRUST_BROKEN


class PackageThereError(BatchError):
    """Something else lies where the package would go."""

    code = "PACKAGE-904"
    what = N_("something else lies at {path}; nothing was overwritten.")
    remedy = N_(
        "See what it is with: sohoa package --verify {path}. Move it away, or choose another "
        "folder with --output."
    )
    exit_code = ExitCode.USAGE


class UnknownAgencyError(BatchError):
    """A file's code begins with that of no agency that the office is or was."""

    code = "PACKAGE-907"
    what = N_("the file code {name} begins with no code of this office ({known}).")
    remedy = N_(
        "Put the code it was archived under into config/settings.toml: [office] code, or, of an "
        "earlier name, [[office.earlier]] code."
    )
    exit_code = ExitCode.SETTINGS


class NotAPackageError(BatchError):
    """What is to be verified or read is neither a folder nor a ZIP with a METS.xml."""

    code = "PACKAGE-905"
    what = N_("{path} is no package: {problem}.")
    remedy = N_("Name the folder that holds METS.xml, or the ZIP file of it.")
    exit_code = ExitCode.USAGE


class PackageFolderError(BatchError):
    """The folder for packages lies in the archive or the inbox, or cannot be written."""

    code = "PACKAGE-906"
    what = N_("no package can be written to {folder}: {problem}.")
    remedy = N_("Choose a folder outside data/archive and data/inbox with --output.")
    exit_code = ExitCode.USAGE
