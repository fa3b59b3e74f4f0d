"""What sharing refuses. Not there, revoked and not for this reader are `accounts.errors.NotFound`.

SharesError
  NotShareable   this chat cannot be shared like that; `str()` is a sentence for its owner
  LoginNeeded    it is there, for the people of this server
"""


class SharesError(Exception):
    pass


class NotShareable(SharesError):
    pass


class LoginNeeded(SharesError):
    pass
