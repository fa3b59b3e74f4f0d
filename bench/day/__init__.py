"""A day of mixed use: is the ledger what the providers counted?"""
