"""`python -m livetweet.desk FOLDER OPERATOR`: how the command line starts the desk."""

from __future__ import annotations

import sys
from pathlib import Path

from livetweet.desk.app import main

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
