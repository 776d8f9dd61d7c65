"""What remains: the record of all that left, came in and was asked, and its exporters.

Called by the command line, the desk and the end of a rehearsal; reaches no network.
"""
