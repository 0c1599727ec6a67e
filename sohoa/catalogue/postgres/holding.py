"""What one program holds against the programs of all machines: PostgreSQL's session locks.

They stand and fall with one connection, which does nothing else. The server lets go when it ends,
however it ends: also of a machine that lost its power, after about a minute.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import psycopg

from sohoa.catalogue.database import Refusal
from sohoa.catalogue.postgres.errors import named_errors
from sohoa.domain.failure import BatchError

#: "soho" in ASCII: our locks of two numbers, beside the writers' lock, which has one.
_OURS = 0x736F686F
_TRY = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
_LET_GO = "SELECT pg_advisory_unlock(%s, hashtext(%s))"
_WHO = (
    "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)"
    " WHERE locktype = 'advisory' AND granted AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = %s AND objid::bigint = hashtext(%s)::bigint & 4294967295"
)
#: A machine that is gone without a word is noticed after 30 + 3 * 10 seconds.
_KEEPALIVES = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"


class Holding:
    """What this program holds, by name; may be shared by threads."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection | None = None
        self._held = dict[str, Refusal]()
        self._alone = Lock()

    @contextmanager
    def of(self, name: str, refusal: Refusal) -> Iterator[None]:
        """As `WriteDatabase.holding`.

        Raises:
            BatchError: Another program has it: the refusal.
            CatalogueServerError: The server does not answer.
        """
        with self._alone, named_errors(self._url):
            self._take_again()
            self._take(name, refusal)
            self._held[name] = refusal
        try:
            yield
        finally:
            with self._alone:
                del self._held[name]
                self._let_go(name)

    def require(self) -> None:
        """Make sure that what was taken is still held; called by a writer that is alone.

        The server may have been restarted: what is free is taken again.

        Raises:
            BatchError: Another program has it by now: the refusal.
            CatalogueServerError: The server does not answer.
        """
        with self._alone, named_errors(self._url):
            if self._held:
                self._take_again()

    def close(self) -> None:
        """Let go of everything."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _take_again(self) -> None:
        """Take all that was held before the connection was lost, or nothing of it."""
        if self._is_there():
            return
        try:
            for name, refusal in self._held.items():
                self._take(name, refusal)
        except BatchError:
            self.close()  # else the next write would find a connection, and ask no further
            raise

    def _take(self, name: str, refusal: Refusal) -> None:
        with self._open().cursor() as cursor:
            (is_taken,) = cursor.execute(_TRY, (_OURS, name)).fetchone() or (False,)
            if not is_taken:
                (holder,) = cursor.execute(_WHO, (_OURS, name)).fetchone() or (None,)
                raise refusal(holder or "?")

    def _let_go(self, name: str) -> None:
        if self._is_there() and self._connection is not None:
            self._connection.execute(_LET_GO, (_OURS, name))

    def _is_there(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute("SELECT 1")
                return True
        except psycopg.OperationalError:
            self.close()
        return False

    def _open(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = psycopg.connect(
                self._url,
                autocommit=True,
                application_name=f"{os.getpid()} @ {socket.gethostname()}"[:63],
                options=_KEEPALIVES,
            )
        return self._connection
