"""What an import refuses.

ExchangeError
  Unreadable   the file cannot be read at all; `str()` is a sentence for the person who gave it
  Broken       one conversation of it cannot be; the others are taken in. `str()` says what is wrong with it
"""


class ExchangeError(Exception):
    pass


class Unreadable(ExchangeError):
    pass


class Broken(ExchangeError):
    pass
