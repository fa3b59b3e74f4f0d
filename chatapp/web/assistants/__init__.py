"""Assistants that people make: their pages."""
