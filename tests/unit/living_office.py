"""An office that lives: any sequence of acts, each on a day of its own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from catalogue_samples import accepted, archive, in_error, note, paper, register, sha
from hypothesis import strategies as st

from sohoa.catalogue import record_store
from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody import Decision
from sohoa.domain.errors import BatchError, ItemError
from sohoa.domain.lookups import Lookup
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.domain.outcome import DocumentState
from sohoa.domain.register import Validity
from sohoa.workspace import Workspace

BEGIN = dt.datetime(2024, 1, 1, 3, tzinfo=dt.UTC)
ROOMS = ("Quản lý văn hóa", "Quản lý du lịch", "Thanh tra")

_numbers = st.sampled_from(["1/QĐ", "2/QĐ", "3/GP", "4/GP"])
#: Papers of a register.
PAPERS = st.builds(
    lambda number, formed, owner, validity, room, exclusion, until: paper(
        number,
        formed=formed,
        owner=owner,
        validity=validity,
        room=room,
        exclusion=exclusion,
        valid_until=until,
    ),
    _numbers,
    # Long past, or a few days after the first act.
    st.sampled_from(["05/03/2018", "05/01/2024"]),
    st.sampled_from(["A", "B"]),
    st.sampled_from(Validity),
    st.sampled_from(ROOMS),
    st.sampled_from(["", "mật"]),
    st.sampled_from([None, None, dt.date(2024, 1, 4)]),
)
_who = st.integers(1, 8)
_since = st.one_of(st.none(), st.integers(0, 40))
#: Whatever may be said of papers, and done with scans.
ACTS = st.one_of(
    st.tuples(st.just("import"), st.lists(st.one_of(PAPERS, st.none()), max_size=4)),
    st.tuples(st.just("edit"), _who, st.sampled_from(Validity), _since),
    st.tuples(st.just("withdraw"), _who, _since),
    st.tuples(st.just("restore"), _who, _since),
    st.tuples(st.just("merge"), _who, _who, _since),
    st.tuples(st.just("split"), _who),
    st.tuples(st.just("archive"), _who),
    st.tuples(st.just("unlink"), _who),
    st.tuples(st.just("link"), _who, _who),
    st.tuples(st.just("retire"), _who),
    st.tuples(st.just("prove"), _who, st.sampled_from([(), ("bytes",)])),
)
#: And whatever else an office does; weeks and years pass.
LIFE = st.one_of(
    ACTS,
    ACTS,
    st.tuples(st.just("wait"), st.sampled_from([20, 45, 200, 400])),
    st.tuples(st.just("rescan"), _who),
    st.tuples(st.just("archive"), _who, st.sampled_from([(False, True), (True, False)])),
    st.tuples(st.just("reject"), st.sampled_from(["QUARANTINED", "ASKED", "SET_ASIDE"])),
    st.tuples(st.just("declare"), st.sampled_from(ROOMS), st.integers(0, 4)),
    st.tuples(st.just("close"), st.sampled_from(ROOMS)),
    st.tuples(st.just("move"), _who, st.sampled_from(ROOMS)),
    st.tuples(st.just("verify"), st.integers(0, 3)),
    st.tuples(st.just("look_up"), st.integers(0, 1)),
    st.tuples(st.just("issue"), st.sampled_from(["plan", "2", "3"]), st.integers(0, 60)),
)

#: A life in which all of it happens: two months later, and a year.
EVERYTHING = [
    ("import", [paper(f"{n}/QĐ", owner=f"Ông {n}") for n in (1, 2)]),
    ("import", [paper("3/GP", formed="05/01/2024", owner="Bà 3"), None]),
    (
        "import",
        [
            paper("4/GP", validity=Validity.UNKNOWN, owner="Bà 4"),
            paper("5/GP", room="Thanh tra", owner="Bà 5"),
        ],
    ),
    ("declare", "Quản lý văn hóa", 5),
    ("close", "Quản lý văn hóa"),
    ("archive", 1),
    ("archive", 3),
    ("archive", 9),
    ("wait", 60),
    ("verify", 1),
    ("look_up", 1),
    ("issue", "plan", 3),
    (
        "import",
        [
            paper("6/QĐ", owner="Ông 6"),
            paper("7/QĐ", valid_until=dt.date(2024, 12, 1), owner="Ông 7"),
            None,
        ],
    ),
    ("withdraw", 2, None),
    ("rescan", 1),
    ("archive", 5),
    ("prove", 4, ("bytes",)),
    ("reject", "QUARANTINED"),
    ("reject", "ASKED"),
    ("wait", 300),
    ("archive", 7),
    ("archive", 6, (True, True)),
]
#: Lives that begin with some of it: what is made up alone rarely comes to much.
LIVES = st.builds(
    lambda begun, acts: [*EVERYTHING[:begun], *acts],
    st.integers(0, len(EVERYTHING)),
    st.lists(LIFE, min_size=1, max_size=12),
)


@dataclass
class Office:
    """A catalogue in which a day passes after each act; `url` is where that is, for reports."""

    catalogue: Catalogue
    folder: Path
    now: dt.datetime = BEGIN
    imports: int = 0
    scans: int = 0
    url: str = ""
    done: Counter[str] = field(default_factory=Counter)

    def act(self, kind, *said) -> None:
        """Do it; what is refused by a named error changes nothing."""
        try:
            getattr(self, f"_{kind}")(*said)
            self.done[kind] += 1
        except (BatchError, ItemError):
            self.done["refused"] += 1
        self.now += dt.timedelta(days=1)

    def _saying(self, since=None) -> Saying:
        day = None if since is None else min(BEGIN + dt.timedelta(since), self.now).date()
        return Saying(self.now, "lan", "vì", day)

    def _import(self, papers) -> None:
        rows = [
            in_error(line) if one is None else accepted(one, line)
            for line, one in enumerate(papers, start=2)
        ]
        self.imports += 1
        file = replace(register(*rows), sha256=sha(f"so {self.imports}"))
        self.catalogue.store_import(file, imported_at=self.now)

    def _edit(self, who, validity, since) -> None:
        said = {_id(who): {"validity": validity.value}}
        self.catalogue.edit_papers(said, self._saying(since))

    def _withdraw(self, who, since) -> None:
        self.catalogue.withdraw_papers([_id(who)], self._saying(since))

    def _restore(self, who, since) -> None:
        self.catalogue.restore_papers([_id(who)], self._saying(since))

    def _merge(self, who, into, since) -> None:
        self.catalogue.merge_papers([_id(who)], _id(into), self._saying(since))

    def _split(self, who) -> None:
        held = self.catalogue.listed_papers([_id(who)])[_id(who)]
        second = replace(held, owner=f"C{self.now.day}")
        said = {"owner": second.owner}
        self.catalogue.split_paper(_id(who), said, second, self._saying())

    def _archive(self, who, kind=(True, False)) -> None:
        self.scans += 1
        self._scan(f"d{self.scans}", *kind)
        self.catalogue.link_document(f"d{self.scans}", _id(who), self._saying())

    def _scan(self, name, signed=True, born_digital=False) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(record_store, "_now", lambda: self.now)
            patch.setenv("SOHOA_USER", ("lan", "minh")[self.scans % 2])
            archive(
                self.catalogue,
                self.folder,
                name,
                archived_at=self.now,
                signed=signed,
                born_digital=born_digital,
            )

    def _wait(self, days) -> None:
        self.now += dt.timedelta(days)

    def _rescan(self, which) -> None:
        name, number = f"d{which}", self.done["rescan"] + 2
        said = ("lan", "rõ hơn", self.now)
        self.catalogue.decide(Decision(name, f"{name}.{number}", sha(f"{name}.{number}"), *said))
        self._scan(f"{name}.{number}")

    def _reject(self, state) -> None:
        self.scans += 1
        noted = note(f"d{self.scans}", DocumentState[state], reason_code="INTAKE-001")
        self.catalogue.note_states(batch="Hộp 02", phase=2, states=[noted])

    def _declare(self, room, papers) -> None:
        self.catalogue.declare_papers(room, papers, self._saying())

    def _close(self, room) -> None:
        self.catalogue.close_inventory(room, self._saying())

    def _move(self, who, room) -> None:
        self.catalogue.edit_papers({_id(who): {"room": room}}, self._saying())

    def _verify(self, broken) -> None:
        said = {"checked": 3, "whole": 3 - broken}
        event = OfficeEvent(OfficeEventKind.VERIFICATION, self.now, said, "lan")
        self.catalogue.note_event(event)

    def _issue(self, subject, before) -> None:
        """A report of some days before, as it is known today."""
        with CatalogueReader.open(self.url) as reader:
            last = reader.last_change()
        day = (self.now - dt.timedelta(before)).date().isoformat()
        number = f"BC-{self.now.year}-{1 + self.done['issue']:03}"
        said = {
            "number": number, "subject": subject, "as_of": day, "last_change": last,
            "known": self.now.date().isoformat(),
        }  # fmt: skip
        self.catalogue.note_event(OfficeEvent(OfficeEventKind.REPORT, self.now, said, "lan"))

    def _look_up(self, found) -> None:
        self.catalogue.note_lookup(Lookup(self.now, "lan", "cấp đổi", "ab" * 16, "", found, 0))

    def _unlink(self, which) -> None:
        self.catalogue.unlink_document(f"d{which}", self._saying())

    def _link(self, which, who) -> None:
        self.catalogue.link_document(f"d{which}", _id(who), self._saying())

    def _retire(self, which) -> None:
        self.catalogue.withdraw(f"d{which}", person="lan", reason="vì", at=self.now)

    def _prove(self, which, problems) -> None:
        self.catalogue.note_proofs([ProofNote(f"d{which}", self.now, problems)])


def _id(number: int) -> str:
    return f"SO-{number:06d}"


def put_catalogue(workspace: Workspace, url: str) -> None:
    """Have an office keep its catalogue on a server, if that is where it is to be."""
    if url.startswith("postgresql"):
        path = workspace.config_dir / "settings.toml"
        named = path.read_text("utf-8").replace(
            '[catalogue]\nurl = ""', f'[catalogue]\nurl = "{url}"'
        )
        path.write_text(named, "utf-8")
