# mypy: allow-untyped-calls
"""The descriptions in a package: `simpledc`, as Circular 05/2025/TT-BNV calls its own form of EAD.

Neither EAD 2002 nor EAD 3: one element a field, by the circular's names, and none left out. The
schema that goes with them is made from the profile, with its lengths and tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

from sohoa.domain.grammar.dates import PARTIAL_DAY
from sohoa.package.profiles import D, Field, Kind, Profile, always
from sohoa.package.xml import XSI, Element, child, encoded

FILE_SCHEMA, DOCUMENT_SCHEMA = "EAD.xsd", "EAD_doc.xsd"
_ROOT = "simpledc"


def description_xml(values: Mapping[str, str], *, schema: str) -> bytes:
    """Write the fields of a description; `schema` is where its schema lies, seen from it."""
    root = etree.Element(_ROOT, nsmap={"xsi": XSI})
    root.set(f"{{{XSI}}}noNamespaceSchemaLocation", schema)
    for name, value in values.items():
        child(root, name, value)
    return encoded(root)


def description_values(root: Element) -> dict[str, str]:
    """Read the fields of a description: what `description_xml` has written.

    Raises:
        ValueError: It is no description, or says one thing twice.
    """
    if root.tag != _ROOT:
        raise ValueError(f"not {_ROOT}")
    values: dict[str, str] = {}
    for one in root.iterchildren(etree.Element):
        if one.tag in values or len(one):
            raise ValueError(str(one.tag))
        values[one.tag] = one.text or ""
    return values


def schema_xml(profile: Profile[D]) -> bytes:
    """Write the schema of a profile's descriptions."""
    lines = "\n".join(_element(field) for field in profile.fields)
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
  <xs:element name="{_ROOT}">
    <xs:complexType>
      <xs:all>
{lines}
      </xs:all>
    </xs:complexType>
  </xs:element>
</xs:schema>
""".encode()


def _element(field: Field[D]) -> str:
    facet = _facet(field)
    label = f'<xs:documentation xml:lang="vi">{field.label}</xs:documentation>'
    return f"""        <xs:element name="{field.name}">
          <xs:annotation>{label}</xs:annotation>
          <xs:simpleType><xs:restriction base="xs:string">{facet}</xs:restriction></xs:simpleType>
        </xs:element>"""


def _facet(field: Field[D]) -> str:
    pattern = {
        Kind.NUMBER: f"[0-9]{{1,{field.length}}}",
        Kind.DATE: PARTIAL_DAY.pattern,
        Kind.CODE: "|".join(field.table or ()),
        Kind.CODES: f"({'|'.join(field.table or ())})(;({'|'.join(field.table or ())}))*",
    }.get(field.kind)
    is_needed = field.needed is always
    if pattern:
        whole = f"({pattern})" if is_needed else f"({pattern})?"
        return f"<xs:pattern value={quoteattr(whole)}/>"
    least = '<xs:minLength value="1"/>' if is_needed else ""
    most = f'<xs:maxLength value="{field.length}"/>' if field.length else ""
    return least + most
