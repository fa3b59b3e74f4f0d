"""What is not attached; `str()` is a sentence for the person who tried.

Refused     of a kind that no model takes, or it cannot be read
  OverQuota   the person keeps as much as they may
"""


class Refused(Exception):
    pass


class OverQuota(Refused):
    pass
