"""One intake in a process of its own; prints how many MB it ever took. See `bench.endurance`."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.endurance import take_in_and_weigh

if __name__ == "__main__":
    print(take_in_and_weigh(Path(sys.argv[1])))
