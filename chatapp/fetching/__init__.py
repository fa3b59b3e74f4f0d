"""Fetching what people name by its address, without lending them the server's place in its own network."""
