"""What all admin pages share: the site, its look, read-only history, filters.

Imports accounts only, so that every package above can keep its own `admin.py` beside its rows.
"""
