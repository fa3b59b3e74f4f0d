"""What accounts refuse.

AccountsError
  NotFound      nobody here by that name, or not yours to see
  Refused       a rule of the team forbids it; `str()` is a sentence for the person who asked
    LastAdmin       it would leave nobody who can manage people
    Yourself        one does not do that to oneself
    AlreadyInvited  the address has an account or a pending invitation
    NameTaken       there is a group of this name
  SecretLost    no key of this server opens what was sealed (in `secrets`)
"""


class AccountsError(Exception):
    pass


class NotFound(AccountsError):
    pass


class Refused(AccountsError):
    pass


class LastAdmin(Refused):
    def __init__(self) -> None:
        super().__init__("This is the last active admin. Make somebody else an admin first.")


class Yourself(Refused):
    def __init__(self) -> None:
        super().__init__("You cannot deactivate your own account. Ask another admin.")


class AlreadyInvited(Refused):
    pass


class NameTaken(Refused):
    def __init__(self) -> None:
        super().__init__("There is a group of this name already.")
