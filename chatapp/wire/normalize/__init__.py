"""Answers in the shape that every document of the API describes, whole or streamed."""
