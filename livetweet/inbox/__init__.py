"""What comes in: triage, telling questions apart, the question queue.

Called by the desk, the command line and the worker, which all share its functions; reaches no network.
"""
