"""What a person or a programme does to posts. The command line, the desk and the worker share these functions: each is one transaction, and its result is shown."""
