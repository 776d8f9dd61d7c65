"""`python -m livetweet`: the command line where the script is not on the PATH, and how we start processes of our own."""

from __future__ import annotations

from livetweet.cli import main

if __name__ == "__main__":
    main()
