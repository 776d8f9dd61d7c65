"""The web page that speaker, hall and moderator see: a small server of its own, beside the desk and the worker, on the same store.

Started as a process (`python -m livetweet.stage`), imported by nobody. What it shows is decided in `public.py` (for everyone's eyes: only
what a person let through) and `private.py` (for phones that hold a secret); what a phone may do stands in `acts.py`.
"""
