"""The DILCIS Schematron rules of E-ARK CSIP, run through lxml (`tests/schematron/README.md`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree, isoschematron

FOLDER = Path(__file__).parents[1] / "schematron"
VERSIONS = ("2.0.4", "2.1.0")
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
#: Attribute → the vocabulary that the rules leave to who runs them.
_VOCABULARIES = {
    "@TYPE": "CSIPVocabularyContentCategory.xml",
    "@csip:CONTENTINFORMATIONTYPE": "CSIPVocabularyContentInformationType.xml",
    "@csip:OAISPACKAGETYPE": "CSIPVocabularyOAISPackageType.xml",
    "@STATUS": "CSIPVocabularyStatus.xml",
}


def broken_rules(mets: bytes, version: str) -> dict[str, str]:
    """Rule → its role (`ERROR`, `WARN`), of those that a METS does not keep."""
    found: dict[str, str] = {}
    root = etree.fromstring(mets)
    for schematron in _rules(version):
        schematron.validate(root)
        for one in schematron.validation_report.iter(f"{_SVRL}failed-assert"):
            found[one.get("id")] = one.get("role")
    return found


@cache
def _rules(version: str) -> tuple[Any, ...]:
    return tuple(
        isoschematron.Schematron(
            etree.XML(_with_vocabularies(path.read_text("utf-8"))), store_report=True
        )
        for path in sorted((FOLDER / f"csip-{version}").glob("*.xml"))
    )


def _with_vocabularies(rules: str) -> str:
    """The rules with the tests that their own validator fills in when it starts."""
    for attribute, name in _VOCABULARIES.items():
        terms = etree.parse(FOLDER / "vocabularies" / name).iter("{*}Term")
        known = " or ".join(f"({attribute} = '{one.text}')" for one in terms)
        rules = rules.replace(f"{attribute}_vocabulary_test", known)
    mimes = (FOLDER / "vocabularies" / "IANA.txt").read_text("utf-8").split()
    known = " or ".join(f"(@MIMETYPE = '{one}')" for one in mimes)
    return rules.replace("@MIMETYPE_IANA_test", known)
