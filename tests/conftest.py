"""What every test may ask for."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from chatapp.web.middleware.static_files import StaticFilesMiddleware
from tests import insert_only

pytest_plugins = [
    "tests.cast",
    "tests.servers.processes",
    "tests.engine",
    "tests.servers.outage",
    "tests.servers.remote",
]


# How long an example takes says how busy the machine is.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        insert_only.let_truncate()


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Every test client makes the middleware anew, which reads the status of some 500 files."""
    found: dict[str, Any] = {}
    find = StaticFilesMiddleware.add_files_from_finders

    def add(self: StaticFilesMiddleware) -> None:
        if found:
            self.__dict__.update(found)
        else:
            find(self)
            found.update(files=self.files, directories=self.directories)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesMiddleware, "add_files_from_finders", add)
        yield


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """Async tests are marked `anyio`; they run in the loop that the server runs in."""
    return "asyncio", {"use_uvloop": True}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that drive a browser or start servers come first: at the end, one of two processes would wait for them."""
    long = {
        item.path for item in items if any(item.get_closest_marker(name) for name in ("browser", "processes"))
    }
    items.sort(key=lambda item: item.path not in long)
