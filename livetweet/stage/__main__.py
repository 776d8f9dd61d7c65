"""`python -m livetweet.stage FOLDER OPERATOR HOST PORT`: how the command line and the desk start the stage."""

from __future__ import annotations

import sys
from pathlib import Path

from livetweet.errors import LivetweetError
from livetweet.stage.serve import main

if __name__ == "__main__":
    folder, operator, host, port = sys.argv[1:]
    try:
        sys.exit(main(Path(folder), operator, host, int(port)))
    except KeyboardInterrupt:
        sys.exit(0)
    except LivetweetError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201 - whoever started it shows it
        sys.exit(1)
