"""Where a run signs: in every worker, in this process alone, or not before somebody is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from sohoa.sign.keys import need_one_process, roles_that_wait
from sohoa.sign.settings import Role, SignSettings
from sohoa.sign.sitting import Sitting, signing_roles
from sohoa.workspace import Workspace


class Signer:
    """The signing of one run. A key in a file is used by every worker; a token or a service by
    this process alone, in one session, opened when the first document is there to be signed.
    """

    def __init__(
        self, settings: SignSettings, office: Workspace, *, sitting: Sitting | None = None
    ) -> None:
        self.settings = settings
        self.roles = signing_roles(settings, dt.datetime.now(dt.UTC))
        self._office = office
        self._sitting = sitting

    @classmethod
    @contextmanager
    def at_work(
        cls, settings: SignSettings, office: Workspace, *, sitting: Sitting | None = None
    ) -> Iterator[Signer]:
        """Sign for the length of a run; a session that was opened here is closed at its end."""
        signer = cls(settings, office, sitting=sitting)
        try:
            yield signer
        finally:
            if sitting is None and signer._sitting is not None:
                signer._sitting.close()

    @property
    def waits_for(self) -> tuple[Role, ...]:
        """Whose PIN or passphrase only a person can give; nobody's once a sitting is open."""
        return () if self._sitting else roles_that_wait(self.settings, self.roles)

    @property
    def is_single(self) -> bool:
        """Say whether this process signs by itself instead of the workers."""
        return self._sitting is not None or need_one_process(self.settings, self.roles)

    def sitting(self) -> Sitting:
        """The one sitting of this process.

        Raises:
            BatchError: A key cannot be opened.
        """
        if self._sitting is None:
            self._sitting = Sitting.open(
                self.settings, default_path=self._office.development_key_path, roles=self.roles
            )
        return self._sitting
