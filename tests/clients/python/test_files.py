"""Files for the documents, by the official Python client."""

import openai
import pytest
from openai import OpenAI

from tests.clients.asking import unique
from tests.clients.named import COLLECTION
from tests.timeouts import TIMEOUT


def test_a_file_is_sent_found_listed_and_deleted(client: OpenAI) -> None:
    name, word = unique("file"), unique("Zebra")
    extra = {"collection": COLLECTION, "external_id": name, "metadata": {"team": "blue"}}
    made = client.files.create(
        file=("a.md", f"# A\n\n{word}".encode()), purpose="user_data", extra_body=extra
    )
    again = client.files.create(
        file=("a.md", f"# A\n\n{word}".encode()), purpose="user_data", extra_body=extra
    )
    assert (made.id, made.object, made.filename) == (again.id, "file", "a.md")
    assert made.model_extra is not None
    assert (made.model_extra["external_id"], made.model_extra["metadata"]) == (name, {"team": "blue"})
    assert (
        client.files.wait_for_processing(made.id, poll_interval=0.1, max_wait_seconds=TIMEOUT).status
        == "processed"
    )
    found = client.post("/search", body={"query": word, "collections": [COLLECTION]}, cast_to=dict)
    assert [word in result["text"] for result in found["data"]] == [True]
    assert [file.id for file in client.files.list(extra_query={"external_id": name})] == [made.id]
    assert client.files.delete(made.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(made.id)
    with pytest.raises(openai.NotFoundError, match="no such file or collection"):
        client.files.create(file=b"A", purpose="user_data", extra_body={"collection": "nowhere"})
