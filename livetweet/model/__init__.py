"""The words of the house as frozen values, one file a word. Imports nothing of ours.

Networks are plain names (`mastodon`, `bluesky`, `x`): which there are is the business of `writing.rules` and `networks`.
"""
