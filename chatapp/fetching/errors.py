"""What fetching refuses.

FetchError  `str()` is a sentence for the person who named the address
"""


class FetchError(Exception):
    pass
