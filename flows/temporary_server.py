"""The temporary Prefect server of one run; ends with the run, however the run ends."""

from __future__ import annotations

import os
import sys
import threading

from sohoa.work.pool import end_with_parent


def main(parent: int, port: int) -> None:
    """Serve Prefect's API on loopback until the parent process is gone.

    The three variables are those Prefect gives its own temporary server (3.8.8,
    `SubprocessASGIServer`): no web page, no scheduler.
    """
    threading.Thread(target=end_with_parent, args=(parent,), daemon=True).start()
    os.environ.update(
        {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    )
    import uvicorn  # noqa: PLC0415 - the watch stands before two seconds of imports

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="on",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
