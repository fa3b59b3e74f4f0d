"""Providers, their models and prices: rows, discovery, the way from a row to an endpoint of `upstream`."""
