"""What to say: rules per network, splitting, hashtags, handles, templates, the plan.

Everything here is pure: it reads values and gives values. Files are opened by `workspace`, instants come from outside.
"""
