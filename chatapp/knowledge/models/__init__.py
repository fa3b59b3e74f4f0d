"""Rows: collections and who may, documents, passages, and the postings that find them."""

from chatapp.knowledge.models.collection import Collection
from chatapp.knowledge.models.document import Document, OlderVersion
from chatapp.knowledge.models.gap import CitedDocument, Gap
from chatapp.knowledge.models.grant import Grant, GrantRole
from chatapp.knowledge.models.intake import Intake, IntakeState
from chatapp.knowledge.models.passage import Passage, Posting, Term
from chatapp.knowledge.models.sent_file import SentFile
from chatapp.knowledge.models.verified_answer import VerifiedAnswer
from chatapp.knowledge.models.watched_folder import WatchedFile, WatchedFolder
from chatapp.knowledge.models.web_page import WebPage

__all__ = [
    "CitedDocument",
    "Collection",
    "Document",
    "Gap",
    "Grant",
    "GrantRole",
    "Intake",
    "IntakeState",
    "OlderVersion",
    "Passage",
    "Posting",
    "SentFile",
    "Term",
    "VerifiedAnswer",
    "WatchedFile",
    "WatchedFolder",
    "WebPage",
]
