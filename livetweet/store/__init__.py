"""The one SQLite file of an event, and the only SQL (but for the rehearsal network's own log)."""
