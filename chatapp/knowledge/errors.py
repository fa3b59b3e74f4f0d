"""What can go wrong with the team's documents.

KnowledgeError
└── NotFound    it is not there, or not for this person
"""

__all__ = ["KnowledgeError", "NotFound"]


class KnowledgeError(Exception):
    """The root of this package's errors."""


class NotFound(KnowledgeError):
    """There is no such document for this person: the two cases look the same from outside."""
