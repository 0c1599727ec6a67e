"""The states in which a paper, a row of a list or a scan of a box can be."""

from __future__ import annotations

from enum import StrEnum


class BoxState(StrEnum):
    """Where a paper of the register, a row of the batch list or a scan stands.

    Each has exactly one. A row, and a paper whose scan is in the box, stand where that scan stands.

    Attributes:
        WHOLE: Archived, tied to its paper, its master in the box, its sheets as counted.
        MASTER_GONE: The same, but its master left the box and nobody has said so (`release`).
        FILE_MISSING, FILE_DIFFERS: The archive lacks its file, or has one of another size.
        ASKED: A person has to decide: page, list and register differ, a mark, another scan.
        DOUBLE: The paper of another document, or the same scan.
        OUT_OF_SCOPE: Scanned, and the register says that it is not to be digitized.
        SHEETS_DIFFER: Fewer pages than sheets were counted, or more than sheets have sides.
        RESCAN: To be scanned again.
        UNTIED: Archived and tied to no paper of the inventory, though a row speaks of it.
        EXTRA: No row speaks of it, neither of list nor of register.
        WAITS_FOR_SIGNATURE, IN_PROGRESS, NOT_RUN, ARRIVING: On its way.
        REJECTED: It left the line; its code says why.
        OTHER_PHASE: Of a year that no phase takes in which the box was run.
        REPLACED, WITHDRAWN: Archived once, and no longer counted.
        TAKEN_OUT: Its master was taken out of the box before it was archived.
        UNUSABLE_ROW: A row of the list that cannot be used.
        TWICE_LISTED: Rows of the list that name one paper.
        MISSING: No scan of it is in the box.
        OTHER_BOX: Archived with another box.
        EXCLUDED, LAPSED: No scan of it, and none is wanted.
    """

    WHOLE = "whole"
    MASTER_GONE = "master_gone"
    FILE_MISSING = "file_missing"
    FILE_DIFFERS = "file_differs"
    ASKED = "asked"
    DOUBLE = "double"
    OUT_OF_SCOPE = "out_of_scope"
    SHEETS_DIFFER = "sheets_differ"
    RESCAN = "rescan"
    UNTIED = "untied"
    EXTRA = "extra"
    WAITS_FOR_SIGNATURE = "waits_for_signature"
    IN_PROGRESS = "in_progress"
    NOT_RUN = "not_run"
    ARRIVING = "arriving"
    REJECTED = "rejected"
    OTHER_PHASE = "other_phase"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    TAKEN_OUT = "taken_out"
    UNUSABLE_ROW = "unusable_row"
    TWICE_LISTED = "twice_listed"
    MISSING = "missing"
    OTHER_BOX = "other_box"
    EXCLUDED = "excluded"
    LAPSED = "lapsed"


#: Scans in these states bring no paper: where there is no other, its scan is missing.
BRING_NOTHING = frozenset({BoxState.REPLACED, BoxState.WITHDRAWN, BoxState.TAKEN_OUT})
#: Nothing is to be done by whoever has the box before them.
AT_REST = frozenset(
    {
        BoxState.WHOLE, BoxState.WAITS_FOR_SIGNATURE, BoxState.IN_PROGRESS, BoxState.NOT_RUN,
        BoxState.ARRIVING, BoxState.REPLACED, BoxState.WITHDRAWN, BoxState.OTHER_BOX,
        BoxState.EXCLUDED, BoxState.LAPSED,
    }
)  # fmt: skip
