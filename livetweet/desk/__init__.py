"""The terminal screen of an operator. It paints and writes intents; networks are the worker's business, which is another process.

Textual reads its settings when it is imported: they stand here, before all of that.
"""

import os

# What changes is painted one to two periods after the last paint: at 60 a second, a key would wait for up to 33 ms.
os.environ.setdefault("TEXTUAL_FPS", "120")
