"""The terminal screen of an operator. It paints and writes intents; networks are the worker's business, which is another process."""
