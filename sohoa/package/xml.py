# mypy: allow-untyped-calls
"""XML as packages hold it: always written in one way, and read without trusting it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import Any, Final, TypeAlias

from lxml import etree

METS: Final = "http://www.loc.gov/METS/"
XLINK: Final = "http://www.w3.org/1999/xlink"
CSIP: Final = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
PREMIS: Final = "http://www.loc.gov/premis/v3"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
#: Larger files of metadata are not read: PREMIS of twenty thousand documents takes 270 MB.
LARGEST: Final = 384 << 20

Element = Any  # lxml ships no types
#: Adds elements to a root.
Fill: TypeAlias = Callable[[Element], object]


class DamagedXmlError(ValueError):
    """A text is not XML, or is of a kind that no package of ours holds."""


def encoded(root: Element) -> bytes:
    """Write a document: UTF-8, indented by two spaces, a line feed at its end."""
    etree.indent(root, space="  ")
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content + b"\n"


def encoded_in_parts(empty: Callable[[], Element], parts: Iterable[Fill]) -> bytes:
    """Write what `encoded` writes of a root with all parts in it, and hold one part at a time.

    A tree takes some eight times what its text does. Each part adds elements to an empty root;
    there is at least one.
    """
    written = bytearray()
    for fill in parts:
        root = empty()
        fill(root)
        content = encoded(root)
        begin, end = content.index(b">", content.index(b"?>") + 2) + 1, content.rindex(b"\n</")
        written += content[begin:end] if written else content[:end]
        closing = content[end:]
    written += closing
    return bytes(written)


def parsed(content: bytes) -> Element:
    """Read a document in UTF-8; nothing outside it is fetched, and no entity of its own unfolded.

    A document type is refused before anything is parsed: entities in attributes are unfolded
    whatever the parser is told, and without end. So is any other encoding, which could hide it.

    Raises:
        DamagedXmlError: It is not XML in UTF-8, too large, or declares a document type.
    """
    if len(content) > LARGEST:
        raise DamagedXmlError(f"> {LARGEST >> 20} MB")
    if b"<!DOCTYPE" in content:
        raise DamagedXmlError("<!DOCTYPE")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_pis=True,
    )
    try:
        content.decode("utf-8")
        return etree.fromstring(content, parser)
    except UnicodeDecodeError as error:
        raise DamagedXmlError("UTF-8") from error
    except etree.XMLSyntaxError as error:
        raise DamagedXmlError(f"{error.lineno}: {error.msg}") from error


def child(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Add an element, in its parent's namespace."""
    namespace = etree.QName(parent).namespace
    made = etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name, attributes)
    made.text = text or None
    return made


def shipped_schema(name: str) -> bytes:
    """A schema that packages hold, as it was published."""
    return files("sohoa.package").joinpath("schemas", name).read_bytes()


class _Shipped(etree.Resolver):  # type: ignore[misc]  # lxml ships no types
    """Answers what a schema asks for by what is shipped; the network is never asked."""

    def resolve(self, url: str, _public_id: str, context: Any) -> Any:
        """Give the shipped file of the same name, whatever address it is asked under."""
        return self.resolve_string(shipped_schema(url.rpartition("/")[2]), context)


def schema_errors(root: Element, schema: Element) -> list[str]:
    """List where a document is not as a schema says: `line: what`, the first twenty."""
    if schema.validate(root):
        return []
    return [f"{one.line}: {one.message}" for one in schema.error_log][:20]


def compiled_schema(content: bytes) -> Element:
    """Compile a schema; what it imports must be shipped."""
    parser = etree.XMLParser(no_network=True, load_dtd=False)
    parser.resolvers.add(_Shipped())
    return etree.XMLSchema(etree.fromstring(content, parser))


def mets_schema() -> Element:
    """METS 1.12 with the extension of E-ARK: both, so that its attributes are checked, too."""
    return compiled_schema(
        f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
        <xs:import namespace="{METS}" schemaLocation="METS.xsd"/>
        <xs:import namespace="{CSIP}" schemaLocation="DILCISExtensionMETS.xsd"/>
        </xs:schema>""".encode()
    )


def premis_schema() -> Element:
    """PREMIS 3.0."""
    return compiled_schema(shipped_schema("premis-v3-0.xsd"))
