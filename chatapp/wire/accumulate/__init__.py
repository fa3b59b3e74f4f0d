"""Chunks to the completion that the same answer is without `stream`."""
