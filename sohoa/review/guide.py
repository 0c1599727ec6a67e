"""The second sheet: how the first is filled in, in ten lines."""

from __future__ import annotations

from sohoa.domain.failure import N_

#: Message ids.
LINES = (
    N_(
        "Each row is one scanned document. The machine is not sure which paper of the register it "
        "is."
    ),
    N_(
        "Look at the pictures: they are cut from the scan itself. Compare them with proposals 1 "
        "to 3."
    ),
    N_("What speaks against a proposal stands in red behind the sign ≠."),
    N_("In the column DECISION choose 1, 2, 3, “None of the register”, or “Later”."),
    N_(
        "If it is another paper, not among the three: leave DECISION empty and write the paper's "
        "id (SO-…) in the column beside it. `sohoa search` and `sohoa papers` show ids."
    ),
    N_("Write a reason if you like; it is kept with your name and the time."),
    N_("Write your name once, at the top. If another person decided a row, write theirs in it."),
    N_("You need not finish: rows without a decision stay as they are. You may filter."),
    N_("Do not copy rows into another sheet, write no formulas, and save the file as .xlsx."),
    N_("Hand it back: `sohoa review import FILE`. The machine says row by row what it did."),
)
