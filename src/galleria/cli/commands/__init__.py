"""One module for each command, named after it, with a `run` that answers with the exit code."""
