"""The text of a paper: a case put into the words of Decree 30/2020's forms."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from sohoa.sample import names
from sohoa.sample.chance import Chance
from sohoa.sample.kinds import ROOM_LETTERS, SHOW, Kind
from sohoa.sample.records import Case

#: How many duties fill a further page in the body's type size; measured on the pages drawn.
_DUTIES_A_PAGE = 11


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body; `lead` is set bold before it (`Điều 1.`)."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """All texts of one paper, from the title down; the head of the page follows from the case.

    Attributes:
        title: Caps, centred; empty for a công văn.
        subject: Under the title, or for a công văn under the number (`V/v …`).
        addressee: Of a công văn.
        authority, verb: The caps lines around the legal grounds (`CẤP PHÉP:`).
        signer_titles: One line each: `KT. GIÁM ĐỐC`, `PHÓ GIÁM ĐỐC`.
    """

    title: str
    subject: str
    recipients: tuple[str, ...]
    signer_titles: tuple[str, ...]
    signer: str
    addressee: str = ""
    authority: str = ""
    grounds: tuple[str, ...] = ()
    verb: str = ""
    body: tuple[Paragraph, ...] = ()


_AUTHORITY = "GIÁM ĐỐC SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"
_VERBS = {"GIẤY PHÉP": "CẤP PHÉP:", "GIẤY CHỨNG NHẬN": "CHỨNG NHẬN:", "QUYẾT ĐỊNH": "QUYẾT ĐỊNH:"}
_SIGNATORIES = (
    (("GIÁM ĐỐC",), names.DIRECTORS),
    (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), names.DEPUTIES),
)


def word(case: Case, chance: Chance, *, pages: int = 1) -> Wording:
    """Write a paper of about so many pages; how many it takes is known when it is set."""
    facts = case.facts | {"owner": case.entry.owner}
    titles, people = chance.pick(_SIGNATORIES)
    plain = Wording(
        title=case.kind.title,
        subject=case.entry.subject,
        recipients=_recipients(case, chance),
        signer_titles=titles,
        signer=chance.pick(people),
    )
    if not case.kind.letters:
        body = _letter(case, facts, chance, pages)
        return replace(plain, addressee=case.entry.owner, body=body)
    return replace(
        plain,
        authority=_AUTHORITY,
        grounds=_grounds(case, facts, most=2 if pages == 1 else 9),
        verb=_VERBS[case.kind.title],
        body=_articles(case, facts, chance, pages),
    )


def _grounds(case: Case, facts: dict[str, str], *, most: int) -> tuple[str, ...]:
    """The law in force in the paper's year, the nearest of it, then what was asked."""
    kind, year = case.kind.key, case.day.year
    cited = [ground.text for ground in clauses().grounds if ground.serves(kind, year)]
    asked = f"Xét đơn đề nghị ngày {facts['asked']} của {facts['owner']}"
    room = f"Theo đề nghị của Trưởng {_lower_first(case.kind.room)}"
    return (*(f"Căn cứ {text};" for text in cited[-most:]), f"{asked};", f"{room},")


def _articles(
    case: Case, facts: dict[str, str], chance: Chance, pages: int
) -> tuple[Paragraph, ...]:
    grant = clauses().grants[case.kind.key]
    duties = _duties(case.kind, chance, pages)
    paper = case.kind.title.capitalize()
    copies = chance.pick(("hai (02)", "ba (03)", "bốn (04)"))
    articles = [
        Paragraph(grant.sentence.format_map(facts)),
        *(Paragraph(detail.format_map(facts)) for detail in grant.details),
        Paragraph(f"{facts['owner']} có trách nhiệm thực hiện các quy định sau đây:"),
        *(Paragraph(f"{number}. {duty}") for number, duty in enumerate(duties, start=1)),
        Paragraph(f"{paper} này có hiệu lực kể từ ngày ký và được lập thành {copies} bản."),
        Paragraph(_execution(case, facts)),
    ]
    if case.kind is SHOW:
        after_grant = 1 + len(grant.details)
        articles[after_grant:after_grant] = _programme(chance, songs=4 + 4 * pages)
    return _numbered(articles)


def _numbered(paragraphs: list[Paragraph]) -> tuple[Paragraph, ...]:
    """Give `Điều n.` to each paragraph that is a sentence of its own, not to an item below one."""
    numbered, article = [], 0
    for paragraph in paragraphs:
        if paragraph.text[0] in "-0123456789":
            numbered.append(paragraph)
            continue
        article += 1
        numbered.append(replace(paragraph, lead=f"Điều {article}."))
    return tuple(numbered)


def _letter(case: Case, facts: dict[str, str], chance: Chance, pages: int) -> tuple[Paragraph, ...]:
    grant = clauses().grants[case.kind.key]
    duties = _duties(case.kind, chance, pages)
    texts = [
        grant.sentence.format_map(facts),
        *(detail.format_map(facts) for detail in grant.details),
        f"{len(grant.details) + 1}. Đề nghị {facts['owner']} thực hiện các nội dung sau:",
        *(f"- {duty}" for duty in duties),
        chance.pick(clauses().requests),
        "Trên đây là ý kiến của Sở Văn hóa, Thể thao và Du lịch, đề nghị quý đơn vị thực hiện./.",
    ]
    return tuple(Paragraph(text) for text in texts)


def _duties(kind: Kind, chance: Chance, pages: int) -> list[str]:
    """Duties of the room and common ones, more of them for a longer paper."""
    wanted = 1 + _DUTIES_A_PAGE * (pages - 1)
    own = chance.shuffled(clauses().duties[ROOM_LETTERS[kind.room]])
    common = chance.shuffled(clauses().common_duties)
    return [*own[: max(1, wanted // 2)], *common][:wanted]


def _programme(chance: Chance, *, songs: int) -> list[Paragraph]:
    """The numbers of a show, as its permit lists them."""
    programme = [Paragraph("Nội dung chương trình gồm các tiết mục sau đây:")]
    for song in chance.some(clauses().songs, songs):
        form, singer = chance.pick(clauses().song_forms), names.person(chance)
        programme.append(Paragraph(f"- {form}: {song}; biểu diễn: {singer}."))
    return programme


def _execution(case: Case, facts: dict[str, str]) -> str:
    room, paper = _lower_first(case.kind.room), _lower_first(case.kind.title.capitalize())
    return (
        f"Chánh Văn phòng Sở, Chánh Thanh tra Sở, Trưởng {room}, {facts['owner']} và các đơn vị, "
        f"cá nhân có liên quan chịu trách nhiệm thi hành {paper} này./."
    )


def _recipients(case: Case, chance: Chance) -> tuple[str, ...]:
    first = "- Như trên;" if not case.kind.letters else "- Như Điều 1;"
    others = chance.some(
        ("- UBND tỉnh (báo cáo);", "- Giám đốc, các PGĐ Sở;", "- Công an tỉnh;", "- Thanh tra Sở;",
         "- Phòng VH&TT;", "- Trung tâm Hành chính công;"), chance.integer(1, 3),
    )  # fmt: skip
    return (first, *others, f"- Lưu: VT, {ROOM_LETTERS[case.kind.room]}.")


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


@dataclass(frozen=True, slots=True)
class Ground:
    """A law, the years in which a paper could cite it, and by which kinds; none means all."""

    text: str
    years: tuple[int, int]
    kinds: tuple[str, ...] = ()

    def serves(self, kind: str, year: int) -> bool:
        """Say whether a paper of this kind and year may cite it."""
        return self.years[0] <= year <= self.years[1] and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Grant:
    """The grant of a kind of paper: its first sentence, and the details below it."""

    sentence: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """All sentences. `duties` goes by the letters of a room, `grants` by the key of a kind."""

    grounds: tuple[Ground, ...]
    grants: dict[str, Grant]
    duties: dict[str, tuple[str, ...]]
    common_duties: tuple[str, ...]
    requests: tuple[str, ...]
    songs: tuple[str, ...]
    song_forms: tuple[str, ...]


@cache
def clauses() -> Clauses:
    """The sentences, read once."""
    text = files("sohoa.sample").joinpath("clauses.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return Clauses(
        grounds=tuple(
            Ground(each["text"], tuple(each["years"]), tuple(each.get("kinds", ())))
            for each in tables["grounds"]
        ),
        grants={
            key: Grant(each["sentence"], tuple(each["details"]))
            for key, each in tables["grants"].items()
        },
        duties={room: tuple(duties) for room, duties in tables["duties"].items()},
        common_duties=tuple(tables["common_duties"]),
        requests=tuple(tables["requests"]),
        songs=tuple(tables["songs"]),
        song_forms=tuple(tables["song_forms"]),
    )
