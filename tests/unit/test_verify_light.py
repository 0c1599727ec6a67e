"""What `sohoa verify` of one record imports and starts: nearly all that it takes is that."""

from __future__ import annotations

import subprocess
import sys

from audit_samples import SmallOffice, id_of, this_second

#: Clients of the network, tokens, fonts, and the writing door where nothing is new.
NOT_NEEDED = ["aiohttp", "requests", "urllib3", "pkcs11", "fontTools", "numpy", "sqlalchemy"]
#: What signs, the sections of the settings that no proof asks for, and search.
NOT_NEEDED += ["pyhanko.sign.signers", "sohoa.settings", "sohoa.tabular", "sohoa.catalogue.search"]

VERIFY = """
import sys
from multiprocessing import forkserver
from sohoa.cli.main import run
code = run(["--home", sys.argv[1], "verify", sys.argv[2]])
print("LOADED", [name for name in sys.argv[3:] if name in sys.modules])
print("SERVER", forkserver._forkserver._forkserver_pid)
raise SystemExit(code)
"""

#: Which process has forked the worker: this one, or a server of it.
WHOSE = """
import os, sys, threading
import sohoa.audit.records
from sohoa.work.pool import Job, WorkerPool
if sys.argv[1] == "thread":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
how = dict(imports=(sys.argv[2],), begins_no_thread=sys.argv[3:] == [])
with WorkerPool(workers=1, memory_limit_mb=2048, **how) as pool:
    [(job, parent)] = pool.run([Job.of("one", os.getppid)], seconds=20)
print(parent == os.getpid())
"""


def test_one_record_is_verified_without_what_it_does_not_need(tmp_path):
    """Neither clients of the network nor a server of workers: what is known here is forked."""
    office = SmallOffice(tmp_path, this_second())
    office.archive(1)

    told = _said(VERIFY, str(tmp_path), id_of(1), *NOT_NEEDED)

    assert told[-2:] == ["LOADED []", "SERVER None"]


def test_what_is_left_out_of_pyhanko_is_there_when_it_is_asked_for():
    """Its package gives the names of its signers, and none that it has not."""
    script = """
import sohoa.sign
from pyhanko import sign
from pyhanko.sign import PdfSigner, signers
print(PdfSigner is signers.PdfSigner, hasattr(sign, "nothing"), hasattr(sign, "_nothing"))
"""
    assert _said(script) == ["True False False"]


def test_workers_are_forked_from_a_process_only_where_it_knows_their_work_and_has_no_thread():
    """A process with threads is not to be forked; one that must import first has a server do it."""
    assert _said(WHOSE, "alone", "sohoa.audit.records") == ["True"]
    assert _said(WHOSE, "thread", "sohoa.audit.records") == ["False"]
    assert _said(WHOSE, "alone", "sohoa.audit.files") == ["False"]
    assert _said(WHOSE, "alone", "sohoa.audit.records", "begins one later") == ["False"]


def _said(script: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
