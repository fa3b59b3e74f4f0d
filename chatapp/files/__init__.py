"""The content of files: each once, by its digest. Who may see it decides the room whose row refers to it."""
