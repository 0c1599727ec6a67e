"""An office in which everything that is kept has happened once."""

from __future__ import annotations

from catalogue_samples import NOON, archive, in_error, note, paper, register, sha, store

from sohoa.catalogue.answering import Answer
from sohoa.catalogue.notes import Importing
from sohoa.catalogue.paper_changes import Saying
from sohoa.domain.custody import Decision
from sohoa.domain.lookups import Lookup
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.paper_questions import PaperQuestion, ProposedPaper, WitnessWord
from sohoa.domain.stage_results import Description, Finding

SAYING = Saying(NOON, "lan", "đếm lại")

SIGNER = FieldRead(
    FieldName.SIGNER,
    "Hồ\0 Thị B",
    2,
    Box(1, 2, 3, 4),
    91.5,
    "network",
    "decree-30/signer",
    ("Hồ B",),
)


def fill(catalogue, folder) -> None:
    """An office in which everything that is kept has happened once."""
    store(catalogue, paper("1/QĐ"), paper("2/QĐ"), paper("3/GP", owner="Đỗ Thị Sương"))
    again = in_error(2, f"{sha('so-2.xlsx')[:12]}:Sổ 1:4")
    for name, row in (("so-2.xlsx", in_error(4)), ("loi.xlsx", again)):
        catalogue.store_import(register(row, name=name), imported_at=NOON, importing=Importing())
    described = catalogue.link(Description(record_id="SO-000002"))
    archive(catalogue, folder, "hop.1", text="Điều 1 hoà\0 bình", description=described)
    archive(
        catalogue,
        folder,
        "hop.2",
        text="Người bán hàng rong",
        findings=(Finding("turned", 1, "90"),),
    )
    catalogue.decide(Decision("hop.1", "hop.1.2", sha("better"), "lan", "rõ hơn", NOON))
    archive(catalogue, folder, "hop.1.2", text="Điều 1 hoà bình rõ", content=sha("better"))
    rejected = note("hop.3", DocumentState.QUARANTINED, reason_details={"problem": "a\0b"})
    described_one = note("hop.4", paper=PaperDescription("decree-30", (SIGNER,)))
    asked = note("hop.5", DocumentState.ASKED, reason_code="MATCH-007")
    catalogue.note_states(batch="Hộp 01", phase=2, states=[rejected, described_one, asked])
    word = WitnessWord("number", "same", "3/\0GP", "3/GP")
    question = PaperQuestion("unsure", (ProposedPaper("SO-000003", 9.5, "x", (word,)),), "v" * 16)
    catalogue.keep_questions({"hop.5": question}, at=NOON)
    catalogue.answer_question(Answer("hop.5", "", "v" * 16), SAYING)
    catalogue.withdraw_papers(["SO-000001"], SAYING)
    catalogue.declare_papers("Phòng QLVH", 12, SAYING)
    catalogue.set_archive_id("archive-1")
    catalogue.edit_papers({"SO-000003": {"owner_id": f"{'ab' * 16} {'cd' * 16}"}}, SAYING)
    catalogue.note_lookup(Lookup(NOON, "lan", "c\0ấp đổi", "ab" * 16, "", 1, 0))
    event = OfficeEvent(OfficeEventKind.SETTINGS, NOON, {"plan": sha("plan")}, "lan")
    catalogue.note_event(event)
