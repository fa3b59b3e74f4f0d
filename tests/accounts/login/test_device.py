"""Names of browsers."""

import pytest

from chatapp.web.accounts.device import device

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME.format("X11; Linux x86_64"), "Chrome on Linux"),
        (CHROME.format("Windows NT 10.0; Win64; x64") + " Edg/140.0.0.0", "Edge on Windows"),
        (CHROME.format("Linux; Android 15; Pixel 9"), "Chrome on Android"),
        (CHROME.format("Macintosh; Intel Mac OS X 10_15_7"), "Chrome on macOS"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) CriOS/140.0 Mobile Safari/604.1", "Chrome on iPad"),
        ("python-httpx/0.28", "Browser"),
        ("", "Browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent: str, name: str) -> None:
    assert device(agent) == name
