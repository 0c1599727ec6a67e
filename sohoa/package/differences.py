"""What may be wrong with a package: a stable code, the file it is of, and the words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sohoa.domain.failure import N_
from sohoa.language import _
from sohoa.package.profiles import Trouble
from sohoa.package.trouble_words import trouble_label

#: Code → what is told; the names in braces are what was found.
TEXTS: Final = {
    "link": N_("it is a link: what it leads to is no part of the package"),
    "not-a-file": N_("it is neither a file nor a folder"),
    "outside": N_("its name leads out of the package"),
    "twice": N_("the name stands twice in the ZIP file"),
    "unreadable": N_("it cannot be read: the disk or the ZIP file is damaged"),
    "name": N_("the folder is called {found}, its METS calls the package {said}"),
    "structure": N_("it is missing; every package of a file unit has it"),
    "package-type": N_("METS calls it {found}: only an AIP is kept"),
    "missing": N_("METS names it, and it is not there"),
    "href": N_("METS names {found}, which leads out of the package"),
    "named-twice": N_("METS names it twice"),
    "no-digest": N_("METS gives no SHA-256 or no size of it: nobody can tell if it was changed"),
    "size": N_("it has {found} bytes, METS says {said}"),
    "bytes": N_("its bytes are not those that METS names (SHA-256)"),
    "unknown": N_("no METS names it"),
    "damaged": N_("it is no XML that can be read ({found})"),
    "schema": N_("it is not as its schema says: line {found}"),
    "identity": N_("the identifier is not that of this content: files were taken out or put in"),
    "undescribed": N_("no description belongs to it"),
    "count": N_("the description counts {said} documents, there are {found}"),
    "field": "{field}: {trouble}",
    "premis-missing": N_("PREMIS says nothing of it"),
    "premis-bytes": N_("PREMIS gives another SHA-256 than METS"),
    "catalogue-gone": N_("the catalogue has no file unit of this code that counts"),
    "catalogue-missing": N_("the catalogue has this document, the package has not"),
    "catalogue-extra": N_("the package has this document, the catalogue has none that counts"),
    "catalogue-bytes": N_("the catalogue has other bytes of it (SHA-256)"),
    "catalogue-field": N_("{field}: the package says “{found}”, the catalogue “{said}”"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in a package that is not as it must be."""

    code: str
    path: str
    details: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words, in the language in force."""
        told = dict(self.details)
        if self.code == "field":
            told["trouble"] = trouble_label(Trouble(told["said"]), length=told["length"])
        return _(TEXTS[self.code]).format_map(told)


def shown(text: str) -> str:
    r"""Bring a text from a package to a form that fits on one line of a screen and moves nothing.

    >>> shown("a\x1b[2Jb\n\udcff")
    'a�[2Jb��'
    """
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
