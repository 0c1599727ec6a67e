"""The catalogue of findings: what each says to a person, by its code.

`docs/findings.md` has a row for each. What follows from findings is in `sohoa.domain.needs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from sohoa.domain import paper_findings, scan_findings
from sohoa.domain.failure import N_
from sohoa.domain.finding_kind import FindingKind, ValueIs
from sohoa.domain.stage_results import Finding

#: Every finding that there is, by its code; the declarations are the only list of them.
KINDS: Mapping[str, FindingKind] = MappingProxyType(
    {
        kind.code: kind
        for module in (scan_findings, paper_findings)
        for kind in vars(module).values()
        if isinstance(kind, FindingKind)
    }
)
#: What a scan may be below, by the finding that says so, and the rule in its words.
RULES = {kind.code: kind.rule for kind in KINDS.values() if kind.rule}


def finding_text(finding: Finding, translate: Callable[[str], str]) -> str:
    """Say what was found, and on which page, in the language of `translate`.

    A code that a later program declares is shown as it is, with its value.
    """
    kind = KINDS.get(finding.code) or FindingKind(finding.code, "{code} {value}")
    value = _value(kind, finding.value, translate)
    said = translate(kind.text).format(code=kind.code, value=value).strip()
    if not finding.page:
        return said
    return translate(N_("page {page}: {finding}")).format(page=finding.page, finding=said)


def _value(kind: FindingKind, value: str, translate: Callable[[str], str]) -> str:
    parts = value.split(", ")
    if kind.value_is is ValueIs.WORDS:
        return ", ".join(translate(part) for part in parts)
    if kind.value_is is ValueIs.CODES and KINDS.keys() >= set(parts):
        return finding_labels(parts, translate)
    return value


def finding_labels(codes: Iterable[str], translate: Callable[[str], str]) -> str:
    """Name findings, given by their codes, without their values."""
    return "; ".join(_label(code, translate) for code in codes if code)


def _label(code: str, translate: Callable[[str], str]) -> str:
    kind = KINDS.get(code)
    return translate(kind.label or kind.text).replace(" ({value})", "") if kind else code


def finding_advice(finding: Finding, translate: Callable[[str], str]) -> str:
    """Say what to do about a scan with this finding; empty where there is nothing to do."""
    kind = KINDS.get(finding.code)
    return translate(kind.advice) if kind and kind.advice else ""


def below_rules(findings: Iterable[Finding]) -> frozenset[str]:
    """The rules of `RULES` that a document is below."""
    return frozenset(finding.code for finding in findings) & RULES.keys()
