"""What the async edges and the engine ask of the rows, and the parts of statements that others put together."""
