"""Phase 1: why a register is not imported before a person has said a word."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class NewNamesError(BatchError):
    code = "INVENTORY-903"
    what = N_("names that the office's tables do not know: {names}. Nothing was stored.")
    remedy = N_(
        "Correct them in the register, or write them into config/rooms.toml or "
        "config/record_types.toml as a name or an alias, and import again; if they are right, "
        "import once with --accept-new: they are kept in config/confirmed_names.toml."
    )
    exit_code = ExitCode.USAGE


class NoRoomError(BatchError):
    code = "INVENTORY-904"
    what = N_("the register names no room, and the office has several ({rooms}).")
    remedy = N_(
        'Say which with --room "NAME", or add a column “Phòng”. An office that is not divided '
        "imports once with --accept-new: the office itself then stands for the room."
    )
    exit_code = ExitCode.USAGE


class ColumnDoubtError(BatchError):
    code = "INVENTORY-905"
    what = N_(
        "sheet {sheet}: the column “{column}” is read as {meaning}, but {odd} of its {filled} "
        "values do not look like it: {examples}."
    )
    remedy = N_(
        "Give the column the heading of what stands in it (docs/registers.vi.md lists them), or "
        "write the names into config/rooms.toml or config/record_types.toml if they are right, "
        "and import again."
    )
    exit_code = ExitCode.USAGE


class FileThereError(BatchError):
    code = "INVENTORY-906"
    what = N_("there is a file of this name already.")
    remedy = N_("Choose another name; nothing was written over it.")
    exit_code = ExitCode.USAGE
