"""What the documents refuse. (What a person may not read is `accounts.errors.NotFound`.)

KnowledgeError  `str()` is a sentence for the person who asked
  Unreadable    nothing of this file can be searched
  Conflict      something else is in the place
"""


class KnowledgeError(Exception):
    pass


class Unreadable(KnowledgeError):
    pass


class Conflict(KnowledgeError):
    pass
