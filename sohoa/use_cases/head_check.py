"""What an audit finds of the heads themselves: their signatures, stamps and witnesses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sohoa.audit.auditor import Request
from sohoa.audit.records import Verdict
from sohoa.audit.surroundings import UnitVerdict
from sohoa.domain.errors import KeyUnusableError, SettingsError
from sohoa.domain.proof_errors import WitnessAwayError
from sohoa.domain.trust import SignatureStanding
from sohoa.inspection.differences import Difference, shown_time
from sohoa.language import _
from sohoa.ledger.head import Head
from sohoa.proof_settings import ProofSettings
from sohoa.use_cases.kept_heads import (
    SignedHead,
    anchors_for,
    house_heads,
    settings_of,
    signature_beside,
    signatures_alone,
    signed_heads,
    witness_of,
)
from sohoa.work.witness_folder import WitnessFolder
from sohoa.workspace import Workspace

#: A head is stamped as it is made; by what more its two times differ, somebody has made it so.
_TOLERANCE = dt.timedelta(days=1)


@dataclass(slots=True)
class HeadCheck:
    """The heads that an audit goes by; when `differences` has ended, the rest is known.

    Attributes:
        archive: The id of the archive, by its catalogue.
        given: Heads that were given from outside; `files` are those that came as files.
        roots: An auditor's own roots; with none, the office's are believed.
        from_witness: The heads that the witness's folder keeps.
        witness_away: Why that cannot be read; `None` where it was read, or none is set.
        signed: The heads whose signatures hold.
        stamps: When heads were stamped, where that is believed.
    """

    workspace: Workspace
    archive: str
    given: Sequence[Head]
    files: Sequence[tuple[Path, Head]]
    roots: Sequence[Path]
    own: list[Head] = field(default_factory=list)
    from_witness: list[Head] = field(default_factory=list)
    witness_away: WitnessAwayError | None = None
    signed: list[SignedHead] = field(default_factory=list)
    stamps: dict[Head, dt.datetime] = field(default_factory=dict)

    @property
    def heads(self) -> list[Head]:
        """All heads that the ledger must continue, each once."""
        return list(dict.fromkeys([*self.given, *self.from_witness, *self.own]))

    def differences(self) -> Iterator[Difference]:
        """Give what is wrong with the heads, before the ledger is asked.

        Settings or roots of the office that cannot be used are told, and stop no audit.

        Raises:
            KeyUnusableError: A root that was given cannot be read.
            OSError: A head or a signature cannot be read.
        """
        settings, is_usable = None, True
        try:
            settings = settings_of(self.workspace)
        except SettingsError as error:
            is_usable = False
            yield Difference("settings-unread", "", {"problem": error.message(_)})
        self.own = house_heads(self.workspace)
        folders = [self.workspace.heads_dir]
        witness = witness_of(settings, self.archive)
        if witness is not None and self._read(witness):
            folders.append(witness.folder)
            if not self.from_witness:
                yield Difference("witness-none", "", {"folder": str(witness.folder)})
        for head in self.from_witness:
            if head not in self.own:
                yield Difference("head-forgotten", "", _named(head))
        for name in signatures_alone(self.workspace, self.own):
            yield Difference("head-gone", "", {"file": name})
        if is_usable or self.roots:
            yield from self._signatures(settings, folders)

    def _read(self, witness: WitnessFolder) -> bool:
        """Take the witness's heads; says whether it could be read."""
        try:
            self.from_witness = witness.heads()
        except WitnessAwayError as error:
            self.witness_away = error
            return False
        return True

    def _signatures(
        self, settings: ProofSettings | None, folders: Sequence[Path]
    ) -> Iterator[Difference]:
        try:
            anchors = anchors_for(self.workspace, settings, self.roots)
        except KeyUnusableError as error:
            if self.roots:
                raise
            yield Difference("settings-unread", "", {"problem": error.message(_)})
            return
        found = [one for folder in folders for one in signed_heads(folder, self.heads, anchors)]
        found += [
            one for path, head in self.files if (one := signature_beside(path, head, anchors))
        ]
        for one in dict.fromkeys(found):
            yield from self._judge(one)
        if self.roots and not self.signed:
            yield Difference("head-unsigned")

    def _judge(self, one: SignedHead) -> Iterator[Difference]:
        told = one.statement
        if told.believed_at is not None:
            self.stamps[one.head] = told.believed_at
            if abs(told.believed_at - one.head.at) > _TOLERANCE:
                details = {**_named(one.head), "stamped": shown_time(told.believed_at)}
                yield Difference("head-stamp", "", details)
        if told.standing is SignatureStanding.HOLDS:
            self.signed.append(one)
            return
        is_over = told.standing is SignatureStanding.UNPROVABLE
        details = {**_named(one.head), "problem": _(told.problem)}
        yield Difference("head-unprovable" if is_over else "head-signature", "", details)


def records_by(workspace: Workspace, roots: Sequence[Path]) -> Iterator[Difference]:
    """Verify every archived record by an auditor's own roots, and no others.

    Raises:
        ArchiveAwayError, OtherArchiveError: The archive is not there.
        SettingsError, KeyUnusableError: The configuration, or a root, cannot be used.
    """
    from sohoa.use_cases.verifying_all import begin  # noqa: PLC0415 - only who gives roots needs it

    for one in begin(workspace, Request(only_roots=tuple(roots)), resume=False).results():
        if isinstance(one, Verdict):
            name = one.document_id
        elif isinstance(one, UnitVerdict):
            name = one.folder.name
        else:
            continue  # a file that nobody knows: the inspection has told of it
        for problem in one.problems:
            yield Difference("record-proof", name, {"problem": problem.text, "file": problem.file})


def _named(head: Head) -> dict[str, str | int]:
    return {"at": shown_time(head.at), "size": head.size}
