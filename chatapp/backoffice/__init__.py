"""What all admin pages share: the site, its look, read-only history, filters.

Imports nothing of ours, so that every package can keep its own `admin.py` beside its rows.
"""
