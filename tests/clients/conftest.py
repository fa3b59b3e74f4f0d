"""One server for all tests of this folder: they ask it, and change only rows of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openai import OpenAI

from tests.browser.provider import Provider
from tests.clients.site import Site, running_site
from tests.servers.processes import made_database

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.processes)


@pytest.fixture(scope="session")
def site(migrated_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with (
        made_database(migrated_database) as database,
        running_site(database, tmp_path_factory.mktemp("clients")) as site,
    ):
        yield site


@pytest.fixture
def provider(site: Site) -> Provider:
    return site.provider


@pytest.fixture
def client(site: Site) -> Iterator[OpenAI]:
    """Alice's."""
    with site.openai() as client:
        yield client
