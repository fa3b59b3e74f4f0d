"""Calls to providers: routing, attempts, the ledger, results."""
