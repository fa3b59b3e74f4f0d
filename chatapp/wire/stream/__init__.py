"""A streamed answer on its way in: bytes to events to chunks."""
