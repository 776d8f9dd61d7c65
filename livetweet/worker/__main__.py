"""`python -m livetweet.worker [--once] FOLDER`: how the command line and the desk start the worker."""

from __future__ import annotations

import sys
from pathlib import Path

from livetweet.worker.process import main

if __name__ == "__main__":
    arguments = sys.argv[1:]
    once = "--once" in arguments
    sys.exit(main(Path(next(argument for argument in arguments if argument != "--once")), once=once))
