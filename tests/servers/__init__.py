"""Servers by others, started once a test session where they are installed (`.ci/backends`), on loopback and ports of their own; else `pytest.skip` says what is missing."""
