"""The admin's pages of completions, read-only. Admins read what is stored, and each reading is in the audit log."""

from .completion import CompletionPage

__all__ = ["CompletionPage"]
