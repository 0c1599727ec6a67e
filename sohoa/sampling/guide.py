"""The second sheet: how the first is filled in, in ten lines."""

from __future__ import annotations

from sohoa.domain.failure import N_

#: Message ids.
LINES = (
    N_(
        "Each row is one document of the archive, drawn by chance. Fetch its paper from the box "
        "and compare it with the file; the file's path in data/archive stands in the row."
    ),
    N_(
        "Fill in every row, the inconvenient ones, too: a row left out, or another paper in its "
        "place, makes the whole rate worthless. No row may be added or filled in twice."
    ),
    N_(
        "RESULT: “All the same” if number, date, type, pages, legibility, signature and place are "
        "right; “Differs” if anything is not; “Paper not found” if it cannot be found. The last "
        "two count as errors."
    ),
    N_(
        "If it differs: choose “differs” in each column concerned. The other columns may stay "
        "empty; what is not among them goes into “other”, with a remark."
    ),
    N_("All pages there: every side of the paper that bears writing is in the file, in its order."),
    N_("Legible: whatever can be read on the paper can be read in the file."),
    N_(
        "Note “replaced” or “withdrawn”: the document stood in the archive when the head was made "
        "and does not count any more. Compare the file named in the row all the same."
    ),
    N_(
        "Write your name and the day once, at the top. If another person looked, theirs in the row."
    ),
    N_("Write no formulas, do not copy rows into another sheet, and save the file as .xlsx."),
    N_("Hand it in: `sohoa audit result FILE`. The machine tells the rate and how sure it is."),
)
