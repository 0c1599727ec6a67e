"""What a separator sheet says to the machine."""

from __future__ import annotations

#: The text of the code on a separator sheet: a new document begins behind it. It tells nothing
#: else, so that any sheet serves any box and is used again; another meaning gets another number.
NEW_DOCUMENT = "SOHOA-NEW-DOC/1"
#: In millimetres: the side of a code, from the upper code's middle to the lower one's, the paper.
CODE_MM, BETWEEN_CODES_MM, PAPER_WIDTH_MM = 70, 187, 210
#: Width and height of the room for words, half-way between the codes.
WORDS_MM = 196, 56
