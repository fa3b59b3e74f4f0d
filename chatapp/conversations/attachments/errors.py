"""What is not attached.

Refused  of a kind that no model takes, unreadable, or more than there is room for; `str()` is a sentence for the person
"""


class Refused(Exception):
    pass
