"""Stored completions as the API shows them: list, retrieve, update, delete, messages."""
