"""The errors of intake, with their codes: faults of a delivered scan."""

from __future__ import annotations

from sohoa.domain.failure import N_, ItemError


class EmptyFileError(ItemError):
    code = "INTAKE-001"
    what = N_("the file is empty.")
    remedy = N_("Scan the paper again and put the new file in its place.")


class NotAScanError(ItemError):
    code = "INTAKE-002"
    what = N_("the content is {found}, not a TIFF, PDF, JPEG or PNG scan.")
    remedy = N_("Put the scan itself in the box, or remove this file from it.")


class DamagedImageError(ItemError):
    code = "INTAKE-003"
    what = N_("page {page} is damaged or cut short.")
    remedy = N_("Scan the sheet again.")


class PasswordError(ItemError):
    code = "INTAKE-004"
    what = N_("the PDF is protected by a password, or signed and locked by one.")
    remedy = N_("Have it saved or issued without a password, or scan the paper again.")


class TooManyPixelsError(ItemError):
    code = "INTAKE-005"
    what = N_("page {page} has {megapixels} million pixels; the limit is {limit}.")
    remedy = N_("Scan at 300 dpi, or raise intake.max_megapixels for large drawings.")


class PortfolioError(ItemError):
    code = "INTAKE-030"
    what = N_("the PDF is a portfolio: a cover with {files} files inside, and no document itself.")
    remedy = N_("Save the files out of it and deliver each paper as a document of its own.")


class HostileNameError(ItemError):
    code = "INTAKE-007"
    what = N_("the name leads outside the box, is a link, or is not UTF-8: {name}.")
    remedy = N_("Put the file itself into the box's folder and name it plainly.")


class DuplicateContentError(ItemError):
    code = "INTAKE-008"
    what = N_("the scan is the same, byte for byte, as {other}.")
    remedy = N_("Take this one out of the box, or scan the right paper.")


class MissingFileError(ItemError):
    code = "INTAKE-009"
    what = N_("the batch list names a file that is not in the box: {name}.")
    remedy = N_("Put the scan into the box, or correct the list.")


class BatchListRowError(ItemError):
    code = "INTAKE-010"
    what = N_("row {row} of the batch list cannot be used: {problem}.")
    remedy = N_("Correct the row and run the batch again.")


class NoPagesError(ItemError):
    code = "INTAKE-011"
    what = N_("there is no page in it.")
    remedy = N_("Scan the paper again.")


class DamagedPdfError(ItemError):
    code = "INTAKE-012"
    what = N_("the PDF is damaged and cannot be read.")
    remedy = N_("Save it again from the scanner, or scan the paper again.")


class DynamicFormError(ItemError):
    code = "INTAKE-013"
    what = N_("the PDF is a dynamic form (XFA), not a scan.")
    remedy = N_("Print the form and scan it, or keep it in the document system.")


class SourceChangedError(ItemError):
    code = "INTAKE-014"
    what = N_("the file changed or went away while it was being read.")
    remedy = N_("Wait until the scanner has finished writing, then run the batch again.")
    retryable = True


class AmbiguousRecordError(ItemError):
    code = "INTAKE-015"
    what = N_("the register has {count} records with number {number} of {year}.")
    remedy = N_("Put the register's own record id into the batch list.")


class RecordTakenError(ItemError):
    code = "INTAKE-016"
    what = N_("register record {record_id} already has document {other}.")
    remedy = N_("Check which scan belongs to the record and correct the batch list.")


class RecordContradictionError(ItemError):
    code = "INTAKE-017"
    what = N_("the batch list says {listed}, register record {record_id} says {registered}.")
    remedy = N_("Look at the paper and correct the batch list or the register.")


class UnknownRecordError(ItemError):
    code = "INTAKE-018"
    what = N_("the register has no record {record_id}.")
    remedy = N_("Correct the record id in the batch list, or import the register first.")


class OtherRoomOrTypeError(ItemError):
    code = "INTAKE-019"
    what = N_(
        "register record {record_id} has this number ({number}), but the batch list says {listed}, "
        "the register {registered}: it may be another paper."
    )
    remedy = N_(
        "If it is that paper: put {record_id} into the batch list, or correct its row. If it is "
        "another: import the register that has it."
    )


class SameNameError(ItemError):
    code = "INTAKE-021"
    what = N_("another file has the same name once its letters are composed: {name}.")
    remedy = N_("Rename one of the two.")


class UnreadableFileError(ItemError):
    code = "INTAKE-022"
    what = N_("the file cannot be read: {problem}.")
    remedy = N_("Check the rights on the file and the disk it lies on, then run the batch again.")
    retryable = True


class MixedFolderError(ItemError):
    code = "INTAKE-023"
    what = N_("the folder holds a PDF beside other files: {name}.")
    remedy = N_("A folder is one document of page images; put the PDF into the box itself.")


class TooManyPagesError(ItemError):
    code = "INTAKE-024"
    what = N_("it has {pages} pages; the limit is {limit}.")
    remedy = N_("Split it into its documents, or raise intake.max_pages.")


class ActiveContentError(ItemError):
    code = "INTAKE-025"
    what = N_("the PDF is signed and holds what acts by itself or hides other files: {kinds}.")
    remedy = N_(
        "It cannot be cleaned without breaking its signature: have it issued again without, "
        "scan the paper, or allow it with intake.active_signed."
    )


class HiddenPictureError(ItemError):
    code = "INTAKE-040"
    what = N_("the TIFF shows a small picture and keeps the full one below it (SubIFD).")
    remedy = N_("Save it as a plain TIFF or JPEG with the program it is from, or scan the paper.")


class OtherPhaseError(ItemError):
    code = "PHASE-001"
    what = N_("formed in {year}: belongs to phase {other}, not to phase {phase}.")
    remedy = N_("Nothing to do: phase {other} will take it.")
    set_aside = True


class OutsideEveryPhaseError(ItemError):
    code = "PHASE-002"
    what = N_("formed in {year}: outside every phase of the plan.")
    remedy = N_("Add a phase for that year to phases.yaml, or correct the year.")
    set_aside = True


class YearUnknownError(ItemError):
    code = "PHASE-003"
    what = N_("the year of formation is neither in the batch list nor legible on the page.")
    remedy = N_("Add the document and its year to batch.csv and run the batch again.")
