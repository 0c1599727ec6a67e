"""A file that pikepdf writes to and that never fails in its hands."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any


class PatientFile(io.RawIOBase):
    """Takes every write; the first that failed is raised when the file is closed.

    pikepdf hands an exception of the stream through C++, where a second one, raised while the
    first is on its way, ends the process: a full disk would kill the worker (tried, 10.17.0).
    """

    def __init__(self, path: Path) -> None:
        """Open `path` for writing.

        Raises:
            OSError: The file cannot be made.
        """
        self._stream = path.open("wb")
        self._failure: OSError | None = None

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is, as long as nobody goes back."""
        return True

    def write(self, data: Any) -> int:
        """Write, or keep the reason why not."""
        if self._failure is None:
            try:
                self._stream.write(data)
            except OSError as error:
                self._failure = error
        return len(data)

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._stream.tell() if self._failure is None else 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move, if nothing has failed yet."""
        return self._stream.seek(offset, whence) if self._failure is None else 0

    def close(self) -> None:
        """Close; raise the first failure, once.

        Raises:
            OSError: Not everything could be written.
        """
        if self.closed:
            return
        super().close()
        self._stream.close()
        if self._failure is not None:
            raise self._failure
