"""The objects of the API: messages, tools, completions, chunks, usage, errors."""
