"""JSON as bytes and text: exact reading and writing, places in a value, limits of nesting."""
