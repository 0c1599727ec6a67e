"""English sentences that we do not write ourselves, named here so that our catalogue has them.

The operating system says why a file cannot be read, a PDF what acts in it, pydantic what is wrong
with a setting. They travel as they are, and are translated where a person reads them.
"""

from __future__ import annotations

from sohoa.domain.failure import N_

#: What the operating system says: `os.strerror`.
SYSTEM = (
    N_("Operation not permitted"),
    N_("No such file or directory"),
    N_("Input/output error"),
    N_("No such device or address"),
    N_("Permission denied"),
    N_("Device or resource busy"),
    N_("File exists"),
    N_("No such device"),
    N_("Not a directory"),
    N_("Is a directory"),
    N_("Invalid argument"),
    N_("Too many open files"),
    N_("File too large"),
    N_("No space left on device"),
    N_("Read-only file system"),
    N_("File name too long"),
    N_("Too many levels of symbolic links"),
    N_("Stale file handle"),
    N_("Transport endpoint is not connected"),
    N_("Host is down"),
    N_("No route to host"),
    N_("Connection refused"),
    N_("Connection timed out"),
    N_("Disk quota exceeded"),
    N_("Resource temporarily unavailable"),
    N_("Cannot allocate memory"),
)

#: What acts in a PDF, as the standard spells it (`sohoa.active_content`).
KINDS = (
    N_("JavaScript"),
    N_("URI"),
    N_("GoToR"),
    N_("GoToE"),
    N_("Launch"),
    N_("Named"),
    N_("Thread"),
    N_("SubmitForm"),
    N_("ResetForm"),
    N_("ImportData"),
    N_("Hide"),
    N_("Sound"),
    N_("Movie"),
    N_("Screen"),
    N_("Rendition"),
    N_("RichMedia"),
    N_("RichMediaExecute"),
    N_("SetOCGState"),
    N_("GoTo3DView"),
    N_("GoToDp"),
    N_("3D"),
    N_("AdditionalActions"),
    N_("EmbeddedFile"),
    N_("FileAttachment"),
    N_("XFA"),
    N_("Portfolio"),
    N_("Requirements"),
    N_("ExternalReference"),
    N_("PostScript"),
    N_("Action"),
)

#: What pydantic says of a setting, by the type of the mistake; the rest is said in its own words.
SETTINGS = {
    "missing": N_("it is missing"),
    "extra_forbidden": N_("there is no such setting"),
    "int_parsing": N_("a whole number was expected"),
    "int_type": N_("a whole number was expected"),
    "int_from_float": N_("a whole number was expected"),
    "float_parsing": N_("a number was expected"),
    "float_type": N_("a number was expected"),
    "bool_parsing": N_("true or false was expected"),
    "bool_type": N_("true or false was expected"),
    "string_type": N_("a text in quotation marks was expected"),
    "string_too_short": N_("at least {min_length} letters were expected"),
    "string_too_long": N_("at most {max_length} letters were expected"),
    "string_pattern_mismatch": N_("it does not have the form that is wanted"),
    "tuple_type": N_("a list in square brackets was expected"),
    "list_type": N_("a list in square brackets was expected"),
    "too_short": N_("at least {min_length} entries were expected"),
    "literal_error": N_("one of these was expected: {expected}"),
    "enum": N_("one of these was expected: {expected}"),
    "greater_than": N_("more than {gt} was expected"),
    "greater_than_equal": N_("at least {ge} was expected"),
    "less_than": N_("less than {lt} was expected"),
    "less_than_equal": N_("at most {le} was expected"),
    "model_type": N_("a section was expected"),
    "dict_type": N_("a section was expected"),
    "date_type": N_("a day was expected"),
    "date_parsing": N_("a day was expected"),
    "date_from_datetime_parsing": N_("a day was expected"),
}
