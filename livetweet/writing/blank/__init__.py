"""The files of a new workspace, one a name and language. Words between @ signs are filled in by `workspace.make`."""
