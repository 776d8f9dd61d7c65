"""The networks behind one port. Only the worker and the rehearsal import this room."""
