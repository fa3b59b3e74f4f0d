"""Requests that Django refuses for what they say."""

import logging


class Refusals(logging.Filter):
    """One line for each, and no error: anybody can ask wrongly, and where in the code it was noticed tells nobody more.

    They are a wrong `Host`, a lookup that a list of the admin does not offer, and other suspicious operations.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
            record.exc_info = record.exc_text = None
        return True
