"""The fork server of the workers, before it imports what they work with.

Only the server imports this module, as its first (`sohoa.work.pool` names it). It is a process of
one thread from which workers are forked, and it begins no work itself.
"""

from __future__ import annotations

import os

# Not in its parent's group: a signal to a run and all its programs is the run's to answer.
os.setpgid(0, 0)
# Each library reads its own when it is loaded. Workers share the cores already, and a process with
# threads is not to be forked.
os.environ.update(OMP_THREAD_LIMIT="1", OPENBLAS_NUM_THREADS="1")
