"""The document that describes the API to programs (OpenAPI 3.1): Python values, one module for each noun.

A module has `SCHEMAS`, by the names that other documents of this API have for them, and `PATHS` where something is
asked for at an address. The tests hold all of it to what the server does.
"""
