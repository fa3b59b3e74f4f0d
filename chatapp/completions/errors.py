"""What stored completions refuse.

NotFound (of accounts)  not there, or not yours
+-- PlaceNotFound       the one that a list was to go on after
Refused (of accounts)   `str()` is a sentence for the person who asked
+-- TooLong             more text than a chat can show
"""

from chatapp.accounts.errors import NotFound, Refused

__all__ = ["PlaceNotFound", "TooLong"]


class PlaceNotFound(NotFound):
    pass


class TooLong(Refused):
    pass
