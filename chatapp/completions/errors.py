"""What stored completions refuse.

NotFound (of accounts)  not there, or not yours
+-- PlaceNotFound       the one that a list was to go on after
"""

from chatapp.accounts.errors import NotFound

__all__ = ["NotFound", "PlaceNotFound"]


class PlaceNotFound(NotFound):
    pass
