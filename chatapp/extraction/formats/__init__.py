"""One reader for each format, run by the child process alone: `read(bytes) -> Contents`."""
