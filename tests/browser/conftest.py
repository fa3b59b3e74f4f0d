"""The browser tests: real servers, a real provider over HTTP, Debian's Chromium.

Each test runs in the thread of the browser. Whoever looked at a page is asked at the end of the test
whether the browser complained.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from tests.browser.chat import Visitor
from tests.browser.provider import Provider
from tests.browser.site import Site
from tests.browser.stage import Stage
from tests.servers.processes import made_database

HERE = Path(__file__).parent
Arrive = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.processes)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    stage = cast(Stage, pyfuncitem.funcargs["stage"])
    names = pyfuncitem._fixtureinfo.argnames
    stage.run(pyfuncitem.obj, **{name: pyfuncitem.funcargs[name] for name in names})
    return True


@pytest.fixture(scope="session", autouse=True)
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture(scope="session")
def site(
    migrated_database: str, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The server of all tests that leave it running."""
    with made_database(migrated_database) as database:
        site = Site(database, tmp_path_factory.mktemp("site"), provider)
        yield site
        site.kill()


@pytest.fixture
def own_site(process_database: str, provider: Provider, tmp_path: Path) -> Iterator[Site]:
    """A server of this test, to be stopped, killed and changed."""
    site = Site(process_database, tmp_path / "data", provider)
    yield site
    site.kill()


@pytest.fixture
def arrive(stage: Stage) -> Iterator[Arrive]:
    """Somebody comes with a browser of their own. What it complains about fails the test."""
    came: list[Visitor] = []

    def arrive(site: Site, **options: Any) -> Visitor:
        came.append(Visitor(site, stage.context(**options), touches=options.get("has_touch", False)))
        return came[-1]

    yield arrive
    for visitor in came:
        stage.run(visitor.context.close)
    for visitor in came:
        visitor.watch.check()


@pytest.fixture
def alice(site: Site, arrive: Arrive, stage: Stage) -> Visitor:
    return _logged_in("Alice", site, arrive, stage)


@pytest.fixture
def charlie(site: Site, arrive: Arrive, stage: Stage) -> Visitor:
    return _logged_in("Charlie", site, arrive, stage)


def _logged_in(name: str, site: Site, arrive: Arrive, stage: Stage) -> Visitor:
    return stage.run(lambda: arrive(site).log_in(site.person(name)))
