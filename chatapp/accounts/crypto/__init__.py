"""Secrets at rest and one-time tokens."""
