"""Visible content of a PDF page: its images with their places, and anything else that shows.

This is not a renderer. It recognizes with certainty the pages that scanners make, one picture
over the whole sheet with invisible text at most; of everything else it says "odd", and such a
page is drawn by poppler.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Matrix

from sohoa.intake.paper import Box, Paper, number, numbers
from sohoa.intake.pdf_objects import content_of, inherited, named, values
from sohoa.intake.placed import PlacedImage, Shade, bounds_of, finest_of, shade_of, size_of

#: Bounds of the walk.
_MOST_OPERATIONS = 300_000
_DEEPEST_FORM = 6
#: How far, as a share of the page's side, a picture may fall short of the edge it covers.
_SLACK = 0.02
#: From this share of the page on an image is a scan and not an emblem.
_LARGE_SHARE = 0.3
#: A footer of the scanning program, a stamp: so many letters over a scan are no text of a page.
FEW_LETTERS = 300
_INVISIBLE_TEXT, _CLIP_TEXT = 3, 7
#: Operators the walk looks at (ISO 32000-1, annex A); path segments other than `re` are not among
#: them, so that drawings with a million lines cost nothing.
_PAINTING = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"})
_SHOWING_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_FILLING = frozenset({"g", "rg", "k", "cs", "sc", "scn"})
_OTHERS = "q Q cm Do Tr re n W W* gs BDC BI ID EI"
_WATCHED = " ".join([*sorted(_PAINTING), *sorted(_SHOWING_TEXT), *sorted(_FILLING), _OTHERS])
_PLAIN_BLENDS = {"/Normal", "/Compatible"}


@dataclass(slots=True)
class Sight:
    """Visible content of one page, and the parts that the walk could not judge."""

    paper: Paper
    images: list[PlacedImage] = field(default_factory=list)
    letters: int = 0
    has_text: bool = False
    has_drawing: bool = False
    has_pattern: bool = False
    is_odd: bool = False

    @property
    def picture(self) -> PlacedImage | None:
        """The one picture that the page is; `None` if there is more to it, or less."""
        alone = len(self.images) == 1 and not (self.has_text or self.has_drawing or self.is_odd)
        if not alone or not self.fills_page(self.images[0]):
            return None
        return self.images[0]

    @property
    def has_large_image(self) -> bool:
        """Say whether images take up so much of the page that their resolution counts."""
        return self._are_large(self.images)

    @property
    def is_scan(self) -> bool:
        """Say whether images take up so much of the page that it is likely a scan.

        A signature or a watermark may lie over the whole of a typed page, all but transparent.
        """
        if self.letters <= FEW_LETTERS:
            return self.has_large_image
        return self._are_large([image for image in self.images if not image.is_masked])

    def _are_large(self, images: list[PlacedImage]) -> bool:
        box = self.paper.box
        covered = sum(image.box.within(box).area for image in images)
        return covered >= _LARGE_SHARE * box.area

    def fills_page(self, image: PlacedImage) -> bool:
        """Say whether a plain image covers the page, and the page little less than the image."""
        box = self.paper.box
        slack = _SLACK * min(box.width, box.height)
        seen = image.box
        return image.is_plain and seen.covers(box, slack=slack) and box.covers(seen, slack=slack)


def look_at(page: pikepdf.Page, paper: Paper) -> Sight:
    """Walk through a page's content as far as is needed to know what shows.

    Raises:
        pikepdf.PdfError: The content cannot be parsed.
    """
    sight = Sight(paper)
    content = content_of(page.obj.get("/Contents"))
    resources = inherited(page, "/Resources")
    if content is None:
        _assume(sight, resources)
        return sight
    _Walk(sight).follow(content, resources, _Graphics(), depth=0)
    return sight


@dataclass(slots=True)
class _Graphics:
    """The part of the graphics state that decides what shows."""

    matrix: Matrix = field(default_factory=Matrix)
    text_mode: int = 0
    clip: Box | None = None
    is_odd: bool = False
    is_blended: bool = False
    fill: Shade = Shade.NONE
    fills_grey: bool = True

    def copy(self) -> _Graphics:
        return replace(self)


class _Walk:
    """One walk over a page's operators, forms included, within bounds."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._operations = 0
        self._resources: Any = None
        self._state = _Graphics()
        self._stack: list[_Graphics] = []
        self._path: list[Box] = []
        self._clips = False
        self._depth = 0

    def follow(self, content: bytes, resources: Any, state: _Graphics, *, depth: int) -> None:
        """Walk one content stream; the state is left as it was."""
        before = self._resources, self._state, self._stack, self._depth
        self._resources, self._state, self._stack, self._depth = resources, state, [], depth
        with pikepdf.new() as scratch:
            stream = scratch.make_stream(content)
            for step in pikepdf.parse_content_stream(stream, _WATCHED):
                self._operations += 1
                if self._operations > _MOST_OPERATIONS:
                    self._sight.is_odd = True
                    break
                if isinstance(step, pikepdf.ContentStreamInlineImage):
                    self._place_inline(step.iimage)
                else:
                    self._obey(str(step.operator), list(step.operands))
        self._resources, self._state, self._stack, self._depth = before

    def _obey(self, operator: str, operands: list[Any]) -> None:
        state = self._state
        if operator == "q":
            self._stack.append(state.copy())
        elif operator == "Q":
            self._state = self._stack.pop() if self._stack else state
        elif operator == "cm":
            self._transform(operands)
        elif operator == "Tr":
            state.text_mode = int(number(operands[0]) or 0) if operands else 0
        elif operator in _SHOWING_TEXT:
            self._show_text(operands)
        elif operator == "Do":
            self._do(operands)
        elif operator == "gs":
            self._set_state(operands)
        elif operator in _FILLING:
            self._set_fill(operator, operands)
        elif operator == "BDC":
            # Optional content: whether it shows is the viewer's choice.
            self._sight.is_odd |= bool(operands) and str(operands[0]) == "/OC"
        else:
            self._draw(operator, operands)

    def _transform(self, operands: list[Any]) -> None:
        values = numbers(operands, count=6)
        if values is None:
            self._sight.is_odd = True
        else:
            self._state.matrix = Matrix(*values) @ self._state.matrix

    def _show_text(self, operands: list[Any]) -> None:
        if self._state.text_mode == _CLIP_TEXT:
            self._sight.is_odd = True
        elif self._state.text_mode != _INVISIBLE_TEXT:
            self._sight.letters += sum(map(_letters_in, operands))
            self._sight.has_text |= self._sight.letters > 0

    def _draw(self, operator: str, operands: list[Any]) -> None:
        """Paths: only rectangles are kept, to know what a clip leaves to see."""
        if operator == "re":
            values = numbers(operands, count=4)
            if values:
                x, y, width, height = values
                self._path.append(bounds_of(Matrix(width, 0, 0, height, x, y) @ self._state.matrix))
            return
        if operator in ("W", "W*"):
            self._clips = True
            return
        if self._clips:
            self._clip()
        if operator in _PAINTING:
            self._sight.has_drawing = True
        self._path, self._clips = [], False

    def _clip(self) -> None:
        state = self._state
        if len(self._path) != 1:
            state.is_odd = True
            return
        state.clip = self._path[0].within(state.clip) if state.clip else self._path[0]

    def _set_fill(self, operator: str, operands: list[Any]) -> None:
        """Set the colour that stencils are painted with: black, white, a grey or a colour."""
        state = self._state
        if operator in ("sc", "scn") and any(isinstance(one, pikepdf.Name) for one in operands):
            state.fill, self._sight.has_pattern = Shade.COLOUR, True
        elif operator == "cs":
            state.fills_grey = bool(operands) and str(operands[0]) == "/DeviceGray"
            state.fill = Shade.NONE if state.fills_grey else Shade.COLOUR
        elif operator in ("sc", "scn") and not state.fills_grey:
            state.fill = Shade.COLOUR
        else:
            state.fills_grey = operator not in ("rg", "k")
            state.fill = shade_of([number(one) for one in operands], is_print=operator == "k")

    def _set_state(self, operands: list[Any]) -> None:
        settings = named(self._resources, "/ExtGState", operands)
        if not isinstance(settings, pikepdf.Dictionary):
            return
        mask, blend = settings.get("/SMask"), settings.get("/BM")
        is_masked = mask is not None and str(mask) != "/None"
        is_blended = blend is not None and str(blend) not in _PLAIN_BLENDS
        is_faint = any((number(settings.get(key, 1)) or 0) < 1 for key in ("/ca", "/CA"))
        self._state.is_blended |= is_masked or is_blended or is_faint
        self._state.is_odd |= self._state.is_blended
        group = mask.get("/G") if isinstance(mask, pikepdf.Dictionary) else None
        if isinstance(group, pikepdf.Stream):
            self._enter(group)  # its pictures show as ink of whatever is painted through it

    def _do(self, operands: list[Any]) -> None:
        target = named(self._resources, "/XObject", operands)
        if not isinstance(target, pikepdf.Stream):
            return
        if target.get("/Subtype") == pikepdf.Name.Image:
            self._place(target)
        elif target.get("/Subtype") == pikepdf.Name.Form:
            self._enter(target)

    def _enter(self, form: pikepdf.Stream) -> None:
        content = content_of(form)
        if content is None or self._depth >= _DEEPEST_FORM or "/OC" in form:
            self._sight.is_odd = True
            return
        state = self._state.copy()
        values = numbers(form.get("/Matrix", [1, 0, 0, 1, 0, 0]), count=6)
        corners = numbers(form.get("/BBox"), count=4)
        if values is None or corners is None:
            self._sight.is_odd = True
            return
        state.matrix = Matrix(*values) @ state.matrix
        left, bottom, right, top = corners
        window = bounds_of(Matrix(right - left, 0, 0, top - bottom, left, bottom) @ state.matrix)
        state.clip = window.within(state.clip) if state.clip else window
        self.follow(content, form.get("/Resources", self._resources), state, depth=self._depth + 1)

    def _place(self, image: pikepdf.Stream) -> None:
        has_mask = any(key in image for key in ("/SMask", "/Mask", "/OC", "/SMaskInData"))
        is_stencil = bool(image.get("/ImageMask", False))
        shade = self._state.fill if is_stencil else Shade.NONE
        if "/SMask" in image or self._state.is_blended:
            shade = max(shade, Shade.GREY)
        self._add(
            image,
            *size_of(image),
            is_opaque=not (has_mask or is_stencil),
            is_ink=is_stencil or isinstance(image.get("/Mask"), pikepdf.Stream),
            shade=shade,
        )

    def _place_inline(self, image: pikepdf.PdfInlineImage) -> None:
        self._add(None, int(image.width), int(image.height), is_opaque=False)

    def _add(
        self,
        stream: Any,
        width_px: int,
        height_px: int,
        *,
        is_opaque: bool,
        is_ink: bool = False,
        shade: Shade = Shade.NONE,
    ) -> None:
        state, sight = self._state, self._sight
        a, b, c, d, _e, _f = state.matrix.shorthand
        # Less than half a degree of skew: a pixel's width over the line of a heading.
        tilt = 0.01
        is_quarter = (abs(b) <= tilt * abs(a) and abs(c) <= tilt * abs(d)) or (
            abs(a) <= tilt * abs(b) and abs(d) <= tilt * abs(c)
        )
        is_clipped = state.clip is not None and not state.clip.covers(
            bounds_of(state.matrix).within(sight.paper.box), slack=1.0
        )
        is_plain = (
            is_opaque and is_quarter and a * d - b * c > 0 and not (state.is_odd or is_clipped)
        )
        placed = PlacedImage(
            stream,
            width_px,
            height_px,
            state.matrix,
            is_plain,
            finest_of(stream, width_px, height_px),
            is_ink,
            shade,
        )
        if sight.fills_page(placed):  # it hides whatever was there before
            sight.images.clear()
            sight.has_text = sight.has_drawing = sight.has_pattern = False
            sight.letters = 0
        if placed.box.within(sight.paper.box).area > 0:
            sight.images.append(placed)


def _assume(sight: Sight, resources: Any) -> None:
    """Without the content, take the resources for used: enough to choose a resolution by."""
    sight.is_odd = True
    box = sight.paper.box
    whole = Matrix(box.width, 0, 0, box.height, box.left, box.bottom)
    for image in values(resources, "/XObject"):
        if isinstance(image, pikepdf.Stream) and image.get("/Subtype") == pikepdf.Name.Image:
            width, height = size_of(image)
            finest = finest_of(image, width, height)
            placed = PlacedImage(image, width, height, whole, is_plain=False, finest_px=finest)
            sight.images.append(replace(placed, shade=Shade.COLOUR))
    sight.has_text = any(True for _font in values(resources, "/Font"))


def _letters_in(operand: Any) -> int:
    if isinstance(operand, pikepdf.String):
        return len(bytes(operand).strip(b" \0"))
    return sum(map(_letters_in, operand)) if isinstance(operand, pikepdf.Array) else 0
