"""A collection, a web server on this machine, and the jobs run one after the other."""

from tests.knowledge.intake.conftest import alice, bob, bring, committed, folder, plans

__all__ = ["alice", "bob", "bring", "committed", "folder", "plans"]
