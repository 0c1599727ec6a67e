"""A drawing as SVG within a page: what reportlab draws into a PDF, by its other renderer."""

from __future__ import annotations

from typing import Any

from reportlab.graphics.renderSVG import SVGCanvas, draw
from reportlab.graphics.shapes import Drawing

#: How a place of text is called here and there.
_ANCHORS = {"middle": "middle", "end": "end"}
_NONE = "none"


def svg_of(drawing: Drawing, *, title: str, description: str) -> str:
    """Draw a picture that says what it is: `role="img"`, a title and a description.

    Letters are those of the page around it. The same drawing gives the same text.
    """
    canvas = _PageCanvas((drawing.width, drawing.height), useClip=True)
    draw(drawing, canvas)
    svg = canvas.svg
    for name in ("width", "height", "version", "xmlns:xlink", "preserveAspectRatio"):
        svg.removeAttribute(name)
    svg.setAttribute("viewBox", f"0 0 {drawing.width:g} {drawing.height:g}")
    svg.setAttribute("role", "img")
    svg.setAttribute("aria-label", title)
    for name, words in (("title", title), ("desc", description)):
        (element,) = svg.getElementsByTagName(name)
        element.firstChild.data = words
    # A page may have several pictures, and no two elements of one name.
    canvas.groupTree.removeAttribute("id")
    canvas.groupTree.removeAttribute("clip")
    text: str = svg.toxml()
    return text


class _PageCanvas(SVGCanvas):  # type: ignore[misc] # reportlab has no types
    """The library's canvas, but for three things that it does for a file of its own.

    Text is placed by its anchor, not by the measures of a font that the reader may not have;
    colours are written as they are, not cut to whole percents; text has no font of its own.
    """

    def setStrokeColor(self, color: Any) -> None:  # noqa: N802 - the library's name
        """Note the colour of lines."""
        super().setStrokeColor(color)
        self.style["stroke"] = _hexadecimal(color)

    def setFillColor(self, color: Any) -> None:  # noqa: N802 - the library's name
        """Note the colour of areas."""
        super().setFillColor(color)
        self.style["fill"] = _hexadecimal(color)

    def drawString(  # noqa: N802 - the library's name
        self, s: str, x: float, y: float, text_anchor: str = "start", **_options: Any
    ) -> None:
        """Write a text; the canvas stands upside down, so each text is turned back."""
        element = self.doc.createElement("text")
        for name, value in (
            ("x", f"{x:g}"),
            ("y", f"{-y:g}"),
            ("transform", "scale(1,-1)"),
            ("font-size", f"{self._fontSize:g}"),
            ("fill", _hexadecimal(self._fillColor)),
        ):
            element.setAttribute(name, value)
        if text_anchor in _ANCHORS:
            element.setAttribute("text-anchor", _ANCHORS[text_anchor])
        if self._font.endswith("Bold"):
            element.setAttribute("font-weight", "600")
        element.appendChild(self.doc.createTextNode(s))
        self.currGroup.appendChild(element)

    def _formatStyle(  # noqa: N802 - the library's name
        self, include: list[str] | None = None, exclude: str = "", **kwds: Any
    ) -> str:
        """Write the look of a shape, without what is the default of SVG anyway."""
        style = {**self.style, **kwds}
        names = [name for name in style if name in include] if include else list(style)
        kept = [name for name in names if name not in exclude.split()]
        pairs = [(name, style[name]) for name in kept]
        if style.get("stroke") == _NONE:
            pairs = [(name, value) for name, value in pairs if not name.startswith("stroke-")]
        return ";".join(f"{name}:{_NONE if value is None else value}" for name, value in pairs)


def _hexadecimal(colour: Any) -> str:
    return _NONE if colour is None else f"#{colour.hexval()[2:]}"
