"""The process that talks to networks: it delivers what is approved, looks for what is in doubt, and collects what comes in."""
