"""Findings about a PDF as a whole, apart from its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from sohoa.active_content import embedded_files
from sohoa.domain import scan_findings
from sohoa.domain.errors import PasswordError, PortfolioError
from sohoa.domain.stage_results import Finding
from sohoa.intake.pdf import bears_signatures
from sohoa.intake.pdf_objects import items

#: Layers that are looked at; drawings have some hundreds.
_MOST_LAYERS = 5000
_STATES = {"/View": "/ViewState", "/Print": "/PrintState"}


def whole_findings(pdf: pikepdf.Pdf) -> list[Finding]:
    """Report the findings about a PDF that do not depend on what its pages show.

    Raises:
        PasswordError: It is signed and locked: it may not be unlocked, and locked it cannot be
            verified.
        PortfolioError: It is a folder of files, and its page only the cover.
        pikepdf.PdfError: It cannot be read.
    """
    if pdf.is_encrypted and bears_signatures(pdf):
        raise PasswordError()
    if isinstance(pdf.Root.get("/Collection"), pikepdf.Dictionary):
        raise PortfolioError(files=embedded_files(pdf))
    return list(_findings(pdf))


def _findings(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    if pdf.is_encrypted:
        yield scan_findings.RESTRICTED.at()
    if count := embedded_files(pdf):
        yield scan_findings.EMBEDDED_FILES.of(str(count))
    yield from layer_findings(pdf)


def layer_findings(pdf: pikepdf.Pdf) -> list[Finding]:
    """Report the findings about a PDF's layers.

    Our renderer shows the layers that the default configuration switches on. Viewers that also
    obey "on the screen" and "in print" (8.11.4.4) show others: then it cannot be said what the
    page shows, and the document waits. A layer that is off is shown by none, and told.

    Raises:
        pikepdf.PdfError: The layers cannot be read.
    """
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return []
    layers = [one for one in items(properties.get("/OCGs")) if _is_layer(one)][:_MOST_LAYERS]
    default = properties.get("/D")
    if not layers or not isinstance(default, pikepdf.Dictionary):
        return []
    off = _switched_off(layers, default)
    if any(state != (layer.objgen not in off) for layer, state in _stated(default)):
        return [scan_findings.LAYERS_UNSURE.of(str(len(layers)))]
    return [scan_findings.LAYERS_OFF.of(str(len(off)))] if off else []


def _is_layer(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary) and value.is_indirect


def _switched_off(layers: list[Any], default: Any) -> set[tuple[int, int]]:
    known = {layer.objgen for layer in layers}
    on, off = (
        {one.objgen for one in items(default.get(key)) if _is_layer(one)} for key in ("/ON", "/OFF")
    )
    if str(default.get("/BaseState", "/ON")) == "/OFF":
        return known - on
    return off & known


def _stated(default: Any) -> Iterator[tuple[Any, bool]]:
    """The layers with a state of their own for the screen or for print, and that state."""
    for usage in items(default.get("/AS")):
        event = str(usage.get("/Event")) if isinstance(usage, pikepdf.Dictionary) else ""
        if event not in _STATES:
            continue
        for layer in items(usage.get("/OCGs"))[:_MOST_LAYERS]:
            wanted = layer.get("/Usage") if _is_layer(layer) else None
            part = wanted.get(event) if isinstance(wanted, pikepdf.Dictionary) else None
            if isinstance(part, pikepdf.Dictionary) and _STATES[event] in part:
                yield layer, str(part.get(_STATES[event])) != "/OFF"
