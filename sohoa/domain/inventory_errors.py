"""Errors of the inventory: a register that is not imported as it is, a paper not changed so."""

from __future__ import annotations

from sohoa.domain.failure import N_, BatchError, ExitCode


class RegisterFileError(BatchError):
    code = "INVENTORY-901"
    what = N_("the register file cannot be read: {problem}.")
    remedy = N_("Save it as .xlsx or .csv (UTF-8) and import it again.")
    exit_code = ExitCode.USAGE


class RegisterColumnsError(BatchError):
    code = "INVENTORY-902"
    what = N_("no row names all columns; recognized: {found}; still missing: {missing}.")
    remedy = N_("Name the missing columns in the row of headings, and import again.")
    exit_code = ExitCode.USAGE


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


class UnknownPaperError(BatchError):
    code = "INVENTORY-907"
    what = N_("the register has no paper {record}.")
    remedy = N_("Correct the id: `sohoa papers registered` lists the papers with theirs.")
    exit_code = ExitCode.USAGE


class PaperNotListedError(BatchError):
    code = "INVENTORY-908"
    what = N_("the paper {record} is not in the inventory: it was withdrawn or merged before.")
    remedy = N_(
        "`sohoa inventory restore {record}` brings it back; `sohoa show` tells its history."
    )
    exit_code = ExitCode.USAGE


class PaperListedError(BatchError):
    code = "INVENTORY-909"
    what = N_("the paper {record} is in the inventory: there is nothing to bring back.")
    remedy = N_("Correct the id; `sohoa show {record}` tells its history.")
    exit_code = ExitCode.USAGE


class PaperValueError(BatchError):
    code = "INVENTORY-910"
    what = N_("{record} cannot be changed so: {problems}. Nothing was stored.")
    remedy = N_("Write the value as a register would (docs/registers.vi.md) and say it again.")
    exit_code = ExitCode.USAGE


class TwoDocumentsError(BatchError):
    code = "INVENTORY-911"
    what = N_("{record} and {into} each have an archived document ({document}, {other}).")
    remedy = N_(
        "One paper has one document: take one out of the count (`sohoa withdraw {document}`) or "
        "untie it (`sohoa unlink {document}`), then merge."
    )
    exit_code = ExitCode.USAGE


class NotItselfError(BatchError):
    code = "INVENTORY-912"
    what = N_("{record} cannot be merged into itself.")
    remedy = N_("Name the paper that stays behind `--into`.")
    exit_code = ExitCode.USAGE


class UnknownDocumentError(BatchError):
    code = "INVENTORY-913"
    what = N_("the archive has no document {document}.")
    remedy = N_("Correct the id: `sohoa list` names the documents.")
    exit_code = ExitCode.USAGE


class NothingDecidedError(BatchError):
    code = "MATCH-901"
    what = N_(
        "{count} archived documents are tied to papers by a list or a person; {fewest} teach."
    )
    remedy = N_(
        "Run boxes with a batch list, or tie documents with `sohoa link`; until then matching goes "
        "by the weights that come with the program."
    )
    exit_code = ExitCode.USAGE


class UnknownRoomError(BatchError):
    code = "INVENTORY-914"
    what = N_("the office has no room “{room}”.")
    remedy = N_("Write one of: {known}; or add it to config/rooms.toml.")
    exit_code = ExitCode.USAGE


class UnknownTypeError(BatchError):
    code = "INVENTORY-916"
    what = N_("the office has no paper of the type “{record_type}”.")
    remedy = N_("Write one of: {known}; or add it to config/record_types.toml.")
    exit_code = ExitCode.USAGE


class AlikePapersError(BatchError):
    code = "INVENTORY-917"
    what = N_("{record} would say of itself what {other} says: one paper would count twice.")
    remedy = N_(
        "If they are one paper: `sohoa inventory merge {record} --into {other} --reason …`; if "
        "not, say what tells them apart."
    )
    exit_code = ExitCode.USAGE


class PaperThereError(BatchError):
    code = "INVENTORY-918"
    what = N_(
        "{other} is in the inventory and says, word for word, what would come into it: one paper "
        "would count twice."
    )
    remedy = N_(
        "If it is that paper, leave it so; if not, say of {other} first what tells the two apart: "
        "`sohoa inventory edit {other} --set … --reason …`."
    )
    exit_code = ExitCode.USAGE


class OtherYearError(BatchError):
    code = "INVENTORY-915"
    what = N_(
        "document {document} is archived among the papers of {year}, and {record} is of "
        "{paper_year}."
    )
    remedy = N_(
        "A record keeps its place. If the paper is of {year}, correct that; if not, take the "
        "document out of the count (`sohoa withdraw {document}`) and deliver its scan again."
    )
    exit_code = ExitCode.USAGE
