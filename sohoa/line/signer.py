"""Where a run signs: in every worker, in this process alone, or not before somebody is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from sohoa.sign.keys import need_one_process, roles_that_wait
from sohoa.sign.settings import Role, SignSettings
from sohoa.sign.signing_session import SigningSession, signing_roles
from sohoa.workspace import Workspace


class Signer:
    """The signing of one run. A key in a file is used by every worker; a token or a service by
    this process alone, in one session, opened when the first document is there to be signed.
    """

    def __init__(
        self, settings: SignSettings, workspace: Workspace, *, session: SigningSession | None = None
    ) -> None:
        self.settings = settings
        self.roles = signing_roles(settings, dt.datetime.now(dt.UTC))
        self._workspace = workspace
        self._session = session

    @classmethod
    @contextmanager
    def at_work(
        cls, settings: SignSettings, workspace: Workspace, *, session: SigningSession | None = None
    ) -> Iterator[Signer]:
        """Sign for the length of a run; a session that was opened here is closed at its end."""
        signer = cls(settings, workspace, session=session)
        try:
            yield signer
        finally:
            if session is None and signer._session is not None:
                signer._session.close()

    @property
    def waits_for(self) -> tuple[Role, ...]:
        """Whose PIN or passphrase only a person can give; nobody's once a session is open."""
        return () if self._session else roles_that_wait(self.settings, self.roles)

    @property
    def is_single(self) -> bool:
        """Say whether this process signs by itself instead of the workers."""
        return self._session is not None or need_one_process(self.settings, self.roles)

    def session(self) -> SigningSession:
        """The one session of this process.

        Raises:
            BatchError: A key cannot be opened.
        """
        if self._session is None:
            self._session = SigningSession.open(
                self.settings, default_path=self._workspace.development_key_path, roles=self.roles
            )
        return self._session
