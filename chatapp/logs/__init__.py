"""The server's log: its formats, what goes into it, and the ids that its lines carry."""
