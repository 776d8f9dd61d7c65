"""`python -m livetweet.desk FOLDER OPERATOR`: how the command line starts the desk."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

gc.disable()  # until the first rows are painted: what comes in by then stays (`DeskScreen` enables it again)

from livetweet.desk.app import main  # noqa: E402

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
