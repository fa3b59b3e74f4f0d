"""From the bytes of a file to its text as Markdown, page by page. The libraries that parse run in a child process.

`reading.read` is the verb; `media_types.sniff` tells what a file is by its content.
"""
