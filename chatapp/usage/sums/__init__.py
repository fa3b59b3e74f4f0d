"""Sums over the ledger: which calls (`selection`), by what (`dimensions`), how much (`totals`), what changed."""
