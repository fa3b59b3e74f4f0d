"""Other people's clients of the API, against a server that runs as a user runs it."""
