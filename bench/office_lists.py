"""What lists correct on the real papers, and what they must not: `python -m bench.fields --lists`.

Claims checked (issue 12): the signer is right on 90 of 100 with a list that has them; no correction
is wrong, also where the list lacks the signer and has people who sign as they do; nothing is worse
than without lists; a long list makes describing cost little more.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sohoa.describe.describing import describe
from sohoa.describe.lists import MENDED, KnownValue, KnownValues, plain
from sohoa.describe.names import SURNAMES
from sohoa.domain.paper_fields import FieldName, FieldRead, PaperDescription
from sohoa.domain.stage_results import PageText

_LINE = " | "
#: As what the signers sign of whom the truth does not say it, as their papers have it.
_TITLES = {
    "n07.pdf": "THỦ TƯỚNG",
    "n17.pdf": "THỨ TRƯỞNG",
    "n19.pdf": "PHÓ TRƯỞNG BAN",
    "n21.pdf": "HIỆU TRƯỞNG",
    "n31.pdf": "THỨ TRƯỞNG THƯỜNG TRỰC",
}
_RANKS = ("Thượng tướng ", "Đại tá ", "TS. ")
_DISTRACTORS, _COLLEAGUES, _SEEDS, _LONG = 200, 12, 10, 2_000
#: The commonest names of the Kinh weigh as much as they are common, about.
_COMMON = ("Nguyễn",) * 14 + ("Trần", "Lê") * 5 + ("Phạm",) * 4
_MIDDLE = (
    *("Văn",) * 8, *("Thị",) * 6, "Minh", "Hoàng", "Thanh", "Quốc", "Đức", "Ngọc", "Anh", "Xuân",
    "Hữu", "Tấn", "Phước", "Kim", "Thu", "Hồng", "Bá", "Đình", "Công", "Huy", "Nam",
)  # fmt: skip
_GIVEN = (
    "An", "Anh", "Ân", "Bi", "Bình", "Bảo", "Châu", "Chính", "Cường", "Công", "Dũng", "Dung",
    "Đạt", "Đức", "Điệp", "Giang", "Gấu", "Hà", "Hải", "Hạnh", "Hiền", "Hiếu", "Hoa", "Hòa",
    "Hoàng", "Hùng", "Hưng", "Hương", "Huyền", "Khánh", "Khôi", "Khoa", "Lan", "Linh", "Long",
    "Lộc", "Mai", "Minh", "Mạnh", "Nam", "Nga", "Ngân", "Nghĩa", "Ngọc", "Nhung", "Phong", "Phúc",
    "Phương", "Quang", "Quân", "Quyết", "Sơn", "Sang", "Tâm", "Tân", "Tài", "Thảo", "Thành",
    "Thắng", "Thi", "Thủy", "Thưởng", "Thịnh", "Thọ", "Toàn", "Trang", "Trung", "Tú", "Tuấn",
    "Tùng", "Tuyết", "Vân", "Việt", "Vinh", "Vũ", "Yến",
)  # fmt: skip


@dataclass(frozen=True)
class RealPaper:
    """A real paper: its truth, its pages, and how it is described without lists."""

    name: str
    truth: Mapping[str, str]
    pages: tuple[PageText, ...]
    plain: PaperDescription


#: Whether a field is as the truth has it; `None` if that does not say.
Judge = Callable[[FieldName, str, Mapping[str, str]], bool | None]


def print_corrections(papers: Sequence[RealPaper], judge: Judge) -> None:
    """Describe all papers again with lists of several kinds, and print what that changes."""
    signers = {one.name: _signer(one) for one in papers if one.truth.get("signer")}
    rng = random.Random(41)  # noqa: S311 - drawn names, the same each time
    anywhere = list(signers.values())
    strangers = [_like(rng.choice(anywhere), name) for name in drawn(rng, _DISTRACTORS)]
    head = "| list | signers right before | after | corrections right | wrong |"
    print(f"\n{head}\n|---|---|---|---|---|")
    everything = {one.name: _of_others(papers, signers, one.name, judge) for one in papers}
    _print("of the other papers", papers, judge, lambda name: everything[name])
    _print(
        f"the signer among {_DISTRACTORS}", papers, judge,
        lambda name: _of_signers([*_own(signers, name), *strangers]),
    )  # fmt: skip
    _print(f"{_DISTRACTORS} others", papers, judge, lambda _name: _of_signers(strangers))
    for seed in range(_SEEDS):
        _print(
            f"{_COLLEAGUES} others who sign like them, {seed}", papers, judge,
            _colleagues(signers, seed),
        )  # fmt: skip
    _print_cost(papers, signers, rng)


def drawn(rng: random.Random, count: int) -> list[str]:
    """Draw names of people."""
    surnames = (*_COMMON, *sorted(SURNAMES))
    return [
        " ".join((rng.choice(surnames), rng.choice(_MIDDLE), rng.choice(_GIVEN)))
        for _one in range(count)
    ]


def _print(
    label: str, papers: Sequence[RealPaper], judge: Judge, lists: Callable[[str], KnownValues]
) -> None:
    counts: Counter[str] = Counter()
    for one in papers:
        known = lists(one.name)
        found = describe(one.pages, known=known)
        counts.update(_judged(one, found, judge))
    print(
        f"| {label} | {counts['before']} | {counts['after']} | {counts['corrected, right']} | "
        f"{counts['corrected, wrong']} |"
    )


def _judged(one: RealPaper, found: PaperDescription, judge: Judge) -> list[str]:
    told = list[str]()
    if judge(FieldName.SIGNER, one.plain.value(FieldName.SIGNER), one.truth):
        told.append("before")
    if judge(FieldName.SIGNER, found.value(FieldName.SIGNER), one.truth):
        told.append("after")
    for field in found.fields:
        if not field.read_as:
            continue
        # Of what the truth does not say nothing can be said but what was there.
        answer = _is_right(field, one.truth, judge) if field.name in _JUDGED else None
        how = {True: "corrected, right", False: "corrected, wrong", None: "corrected, unknown"}
        told.append(how[answer])
        if not answer or field.name is not FieldName.SIGNER:
            print(f"  {one.name} {field.name.value}: {field.read_as!r} -> {field.value!r} {answer}")
    return told


def _is_right(field: FieldRead, truth: Mapping[str, str], judge: Judge) -> bool | None:
    """Say whether a correction is right; of authority and titles, each line that it changed."""
    if field.name is not FieldName.SIGNED_AS:
        return judge(field.name, field.value, truth)
    said = truth.get("signing_capacity")
    wanted = {plain(line) for line in said.split(_LINE)} if said else set()
    lines = zip(field.read_as.split(_LINE), field.value.split(_LINE), strict=True)
    return all(plain(line) in wanted for read, line in lines if read != line) if wanted else None


#: Fields of which the truth speaks.
_JUDGED = (
    FieldName.SIGNER, FieldName.ISSUING_BODY, FieldName.PLACE, FieldName.SIGNED_AS,
)  # fmt: skip


def _signer(one: RealPaper) -> KnownValue:
    name = one.truth["signer"]
    for rank in _RANKS:
        name = name.removeprefix(rank)
    said = one.truth.get("signing_capacity") or one.plain.value(FieldName.SIGNED_AS)
    title = _TITLES.get(one.name) or said.split(_LINE)[-1]
    body, day = one.plain.value(FieldName.ISSUING_BODY), one.truth["date"]
    return KnownValue(name, title, body, day, day, "bench")


def _like(one: KnownValue, name: str) -> KnownValue:
    """Somebody else who signs as the same, at the same body, in the same time."""
    return KnownValue(name, one.title, one.body, one.first, one.last, "bench")


def _own(signers: Mapping[str, KnownValue], name: str) -> list[KnownValue]:
    return [signers[name]] if name in signers else []


def _of_signers(values: Sequence[KnownValue]) -> KnownValues:
    return KnownValues({FieldName.SIGNER: values})


def _of_others(
    papers: Sequence[RealPaper], signers: Mapping[str, KnownValue], name: str, judge: Judge
) -> KnownValues:
    """What the truth of all other papers would teach; of fields without truth what they say."""
    told: dict[FieldName, dict[str, KnownValue]] = {}
    for one in papers:
        for field in one.plain.fields if one.name != name else ():
            kind = MENDED.get(field.name)
            is_wrong = field.name in _JUDGED and judge(field.name, field.value, one.truth) is False
            if kind is None or kind is FieldName.SIGNER or is_wrong:
                continue
            for value in field.value.split(_LINE):
                told.setdefault(kind, {})[value] = KnownValue(value, "", "", "", "", "bench")
    others = [value for key, value in signers.items() if key != name]
    return KnownValues(
        {**{kind: list(own.values()) for kind, own in told.items()}, FieldName.SIGNER: others}
    )


def _colleagues(signers: Mapping[str, KnownValue], seed: int) -> Callable[[str], KnownValues]:
    """Lists that lack the signer and have others with their title at their body."""
    rng = random.Random(seed)  # noqa: S311
    lists = {
        name: _of_signers([
            _like(one, other) for other in drawn(rng, _COLLEAGUES) if other != one.value
        ])
        for name, one in signers.items()
    }  # fmt: skip
    return lambda name: lists.get(name, KnownValues({}))


def _print_cost(
    papers: Sequence[RealPaper], signers: Mapping[str, KnownValue], rng: random.Random
) -> None:
    anywhere = list(signers.values())
    long = [_like(rng.choice(anywhere), name) for name in drawn(rng, _LONG)]
    known = KnownValues(dict.fromkeys(MENDED.values(), long))
    spent = list[float]()
    for lists in (KnownValues({}), known, known):
        began = time.process_time()
        for one in papers:
            describe(one.pages, known=lists)
        spent.append(1000 * (time.process_time() - began) / len(papers))
    print(
        f"\n{spent[0]:.1f} ms of CPU a document without lists, {spent[2]:.1f} with lists of "
        f"{_LONG:,} values each ({spent[1]:.1f} the first time)"
    )
