"""What is on: reads published programmes, says what changed between two of them, keeps changes made by hand.

Pure but for `read.load`. One reader a format lives in `readers/`; adding a file there is all that a new format needs.
"""
