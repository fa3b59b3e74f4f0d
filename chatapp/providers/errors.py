"""What providers refuse.

ProvidersError
  BadBaseUrl    an address that no provider can have; `str()` says what to write instead
  Unusable      the row is there but cannot be called as it is; `str()` says what an admin has to do
"""


class ProvidersError(Exception):
    pass


class BadBaseUrl(ProvidersError):
    pass


class Unusable(ProvidersError):
    pass
