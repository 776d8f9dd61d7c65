"""`python -m livetweet.worker [--once|--stay] FOLDER`: how the command line, the desk and the system at login start the worker."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from livetweet.worker.process import main

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a machine that is shut down ends it as Ctrl+C does: what was sent is answered first
    options = {"--once", "--stay"}
    [folder] = [argument for argument in sys.argv[1:] if argument not in options]
    sys.exit(main(Path(folder), once="--once" in sys.argv, stay="--stay" in sys.argv))
