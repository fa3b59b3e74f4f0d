"""A provider's own account of what was used, beside the ledger."""
