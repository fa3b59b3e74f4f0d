"""The errors of sums: NotUnderstood."""


class NotUnderstood(ValueError):
    """A period, dimension or value that makes no sense. Its text says what to write instead."""
