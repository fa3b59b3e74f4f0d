"""Prices that come from a public list, beside those that an admin enters."""
