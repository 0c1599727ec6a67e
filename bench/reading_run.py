"""One run of Sohoa over masters, from scan to PDF/A, in a process of its own that is measured.

    python -m bench.reading_run both|first FOLDER MASTER...

One worker's work: what a run has beside it (Prefect, signing, catalogue) is in `python -m bench`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sohoa.domain.stage_results import Description, PageText
from sohoa.intake.inbox import Candidate
from sohoa.intake.settings import IntakeSettings
from sohoa.ocr.document import assemble
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import load_page_text
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.stopwatch import measured
from sohoa.work.cpu import WorkerMemory
from sohoa.work.reading import read_page_job, take_in_job


def main() -> None:
    """Take in, read and build each master; print what was read and where the time went."""
    folder, *masters = map(Path, sys.argv[2:])
    WorkerMemory().begin()
    settings = OcrSettings(second_reading=sys.argv[1] == "both")
    answer: dict[str, object] = {}
    with measured() as steps:
        for master in masters:
            scanned = take_in_job(
                Candidate(master.name, (master,)),
                document_id=master.stem,
                batch="bench",
                description=Description(),
                pages_dir=folder / master.stem,
                settings=IntakeSettings(),
            )
            texts_dir = folder / "texts"
            texts_dir.mkdir(exist_ok=True)
            pages = [
                read_page_job(page, texts_dir=texts_dir, settings=settings)
                for page in scanned.pages
            ]
            read = assemble(scanned, pages)
            target = folder / f"{master.stem}.pdf"
            build_pdfa(read, target, settings=PdfaSettings(), producer="bench")
            texts: list[PageText] = [load_page_text(page.text_path) for page in pages]
            answer[master.name] = {
                "pages": [text.text for text in texts],
                "words": [
                    [word.text, word.confidence]
                    for text in texts for line in text.lines for word in line.words
                ],
                "number": read.header.number,
                "date": read.header.formed.iso if read.header.formed else "",
                "bytes": target.stat().st_size,
            }  # fmt: skip
    print(json.dumps({"documents": answer, "steps": dict(steps)}))


if __name__ == "__main__":
    main()
