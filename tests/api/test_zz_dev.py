import time, pathlib
from tests.clients.site import running_site
from tests.processes import copied_database


def test_dev(migrated_database, tmp_path):
    with copied_database(migrated_database) as d, running_site(d, tmp_path) as site:
        pathlib.Path("/tmp/h9/site").write_text(f"{site.url}\n{site.keys['alice']}\n")
        for _ in range(6000):
            if pathlib.Path("/tmp/h9/stop").exists():
                break
            time.sleep(0.2)
