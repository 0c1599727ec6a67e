"""The office's own words: headings of its registers and words for validity.

`config/register_words.toml`; what is built in stands in `sohoa.tabular.columns` and
`sohoa.inventory.validity`, and need not be repeated there.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sohoa.domain.register import Validity
from sohoa.inventory.validity import ValidityWords
from sohoa.tabular.columns import Column, HeadingNames, plain_heading

#: Headings that mean a number where a register has no other; elsewhere they are an office's codes.
_WEAK = dict.fromkeys(("ma so", "ma van ban", "ma vb", "ma hieu", "so hieu ma"), Column.NUMBER)

Words = tuple[Annotated[str, Field(min_length=1)], ...]


class RegisterWords(BaseModel):
    """Headings by column, and words by state.

    Raises:
        ValidationError: A column or state is unknown, or a word stands for two.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    headings: dict[Column, Words] = Field(default_factory=dict)
    validity: dict[Validity, Words] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> RegisterWords:
        for groups in (self.headings, self.validity):
            owners: dict[str, str] = {}
            for owner, words in groups.items():
                for word in words:
                    if owners.setdefault(plain_heading(word), owner) != owner:
                        first = owners[plain_heading(word)]
                        raise ValueError(f"`{word}` stands for both {first} and {owner}")
        return self

    @cached_property
    def heading_names(self) -> HeadingNames:
        """The headings that are understood, the office's own before the built-in ones."""
        return HeadingNames(self.headings, weak=_WEAK)

    @cached_property
    def validity_words(self) -> ValidityWords:
        """The words for validity, the office's own before the built-in ones."""
        states = {
            plain_heading(word): state for state, words in self.validity.items() for word in words
        }
        return ValidityWords(states)
