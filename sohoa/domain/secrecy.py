"""Marks of secrecy on pages, and a person's word that one is none.

Law 29/2018/QH14 on the protection of state secrets, article 8: tuyệt mật, tối mật, mật. Circular
01/2023/TT-VPCP, article 4: what is secret is not digitized.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from sohoa.domain import paper_findings
from sohoa.domain.facts import Answer, Question, answer
from sohoa.domain.stage_results import Finding
from sohoa.domain.vietnamese import fold, squeeze

#: Said in a reason why a paper is not digitized. Typed without its mark, "mat" may be "mất" (lost)
#: as well: then nobody hears of the paper either.
SECRET = re.compile(r"\b(?:mật|mat)\b")
_MARK, _SETTLED = paper_findings.SECRECY_MARK, paper_findings.SECRECY_SETTLED
_BEFORE_REASON = ": "
#: What may stand in a column of degrees of secrecy where there is none.
_NONE = frozenset(
    {"", "-", "0", "khong", "khong mat", "khong co", "thuong", "binh thuong", "cong khai", "no",
     "none"}
)  # fmt: skip
_ENDING_SIGNS = re.compile(r"[.,;:–—]+$")


def says_secret(text: str) -> bool:
    """Say whether a cell of a column of degrees of secrecy says that the paper has one.

    Whatever is not understood does: to leave a paper unread costs a question.

    >>> says_secret("Tối mật"), says_secret("M"), says_secret("Không"), says_secret("")
    (True, True, False, False)
    """
    return _ENDING_SIGNS.sub("", squeeze(fold(text))).strip() not in _NONE


def mark_in(findings: Collection[Finding]) -> str:
    """The mark that describing has found, all of them where pages bear several; empty if none."""
    marks = dict.fromkeys(one.value for one in findings if one.code == _MARK.code)
    return ", ".join(marks)


def answer_about(mark: str, confirmation: str, known: Collection[Finding]) -> Answer:
    """Say whether a person has said of a mark that it is none, and what that comes to as findings.

    As with what page and list say differently: a word counts that was written after the mark was
    told. It is kept with what was said.
    """
    question = Question(_MARK, _SETTLED, mark)
    told = [_without_reason(one) for one in known]
    said = answer([question], confirmation, told, asked=paper_findings.SECRECY_ASKED_AFTER)
    findings = tuple(_with_reason(one, confirmation) for one in said.findings)
    return replace(said, findings=findings)


def stands_settled(mark: str, known: Collection[Finding]) -> tuple[Finding, ...]:
    """What a person has settled of a mark before; nothing if they have not."""
    return tuple(one for one in known if _without_reason(one) == _SETTLED.of(mark))


def _with_reason(one: Finding, reason: str) -> Finding:
    if one.code != _SETTLED.code:
        return one
    return replace(one, value=f"{one.value}{_BEFORE_REASON}{reason}")


def _without_reason(one: Finding) -> Finding:
    if one.code not in (_SETTLED.code, _MARK.code):
        return one
    return replace(one, page=0, value=one.value.partition(_BEFORE_REASON)[0])
