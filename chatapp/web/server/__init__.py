"""The server process: Daphne, its connections and their limits, start and end."""
