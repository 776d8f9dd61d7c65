"""Speed and memory against peers and limits. Every module here with a `run` is a benchmark; `python -m benchmarks` prints them all."""
