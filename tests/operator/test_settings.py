"""What the settings refuse, each with one sentence that says what to write instead."""

import runpy
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).resolve().parents[2] / "chatapp" / "settings.py"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "abc"}, 'PORT is "abc": set it to a whole number from 1 to 65535.'),
        ({"PORT": "80000"}, 'PORT is "80000": set it to a whole number from 1 to 65535.'),
        ({"PORT": "0"}, 'PORT is "0": set it to a whole number from 1 to 65535.'),
        ({"PORT": "-1"}, 'PORT is "-1": set it to a whole number from 1 to 65535.'),
        ({"GRACE_SECONDS": "-1"}, 'GRACE_SECONDS is "-1": set it to a whole number from 0 to 3600.'),
        ({"MAX_IMPORT_MB": "0"}, 'MAX_IMPORT_MB is "0": set it to a whole number from 1 to 65536.'),
        ({"SECRET_KEY": ""}, "SECRET_KEY is too short: set it to 50 random characters, or unset it."),
        ({"ALLOWED_HOSTS": "http://chat"}, 'ALLOWED_HOSTS contains "http://chat": write the host name only'),
        ({"ALLOWED_HOSTS": ","}, "ALLOWED_HOSTS is empty"),
        ({"PUBLIC_URL": "chat.example.org"}, "write it like https://chat.example.org"),
        ({"PUBLIC_URL": "https://chat.example.org/prefix"}, "without a path"),
        ({"PUBLIC_URL": "https://[::1"}, "write it like https://chat.example.org"),
        ({"PUBLIC_URL": "https://chat.example.org:abc"}, "write it like https://chat.example.org"),
        (
            {"API_ORIGINS": "https://a.example.org,b.example.org"},
            'API_ORIGINS is "b.example.org": write it like',
        ),
        ({"API_ORIGINS": "https://a.example.org/tools"}, "without a path"),
        ({"API_ORIGINS": "https://a.example.org,*"}, 'API_ORIGINS is "*"'),
        ({"TIME_ZONE": "Mars/Olympus"}, "set it to a zone such as Europe/Berlin or UTC"),
        ({"TRUST_PROXY": "yes"}, 'TRUST_PROXY is "yes", but only 1 (on) or 0 (off) has a meaning.'),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL is not a mail server"),
        (
            {"FILES_URL": "https://storage.example.org/b"},
            "FILES_URL is not a bucket: write s3://bucket/prefix",
        ),
        ({"FILES_URL": "s3://bucket?endpoint=storage"}, "FILES_URL is not a bucket"),
        ({"FILES_URL": "s3://bucket"}, "FILES_URL needs a package that is not installed"),
        ({"LOG_LEVEL": "LOUD"}, 'LOG_LEVEL is "LOUD": set it to one of DEBUG, INFO, WARNING, ERROR.'),
        ({"DATABASE_URL": "mysql://chat@db/chat"}, "DATABASE_URL is not a Postgres address"),
        ({"CHATAPP_DATA_DIR": f"{SETTINGS}/data"}, "set CHATAPP_DATA_DIR to a folder of yours"),
    ],
)
def test_nonsense_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str], sentence: str
) -> None:
    monkeypatch.delenv("CHATAPP_TESTING")
    monkeypatch.setenv("CHATAPP_DATA_DIR", str(tmp_path))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(SETTINGS))
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_secret_key_is_made_once_and_kept_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CHATAPP_TESTING")
    monkeypatch.setenv("CHATAPP_DATA_DIR", str(tmp_path / "data"))
    keys = [runpy.run_path(str(SETTINGS))["SECRET_KEY"] for _ in range(2)]
    kept = tmp_path / "data" / "secret_key"
    assert keys == [kept.read_text()] * 2
    assert len(keys[0]) >= 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_bucket_takes_the_place_of_the_folder_of_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CHATAPP_TESTING")
    monkeypatch.setenv("CHATAPP_DATA_DIR", str(tmp_path / "data"))
    for package in ("storages", "boto3"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("FILES_URL", "s3://team/chat/files?endpoint=https://storage.example.org&region=eu-1")
    files = runpy.run_path(str(SETTINGS))["STORAGES"]["files"]
    assert files["BACKEND"] == "storages.backends.s3.S3Storage"
    wanted = {
        "bucket_name": "team", "location": "chat/files", "endpoint_url": "https://storage.example.org",
        "region_name": "eu-1", "addressing_style": "path",
    }  # fmt: skip
    assert wanted.items() <= files["OPTIONS"].items()


def test_a_public_address_turns_on_what_https_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://chat.example.org:8443/")
    found = runpy.run_path(str(SETTINGS))
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]", "chat.example.org"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://chat.example.org:8443"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert not found.get("SECURE_HSTS_INCLUDE_SUBDOMAINS")
    assert "SECURE_PROXY_SSL_HEADER" not in found


def test_a_public_address_is_compared_with_what_browsers_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://Chat.Example.org:443")
    found = runpy.run_path(str(SETTINGS))
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://chat.example.org"]


def test_origins_are_compared_with_what_browsers_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_ORIGINS", "https://Tools.example.org:443/, http://localhost:5173")
    assert runpy.run_path(str(SETTINGS))["API_ORIGINS"] == [
        "https://tools.example.org",
        "http://localhost:5173",
    ]
    monkeypatch.setenv("API_ORIGINS", "*")
    assert runpy.run_path(str(SETTINGS))["API_ORIGINS"] == ["*"]
    monkeypatch.delenv("API_ORIGINS")
    assert runpy.run_path(str(SETTINGS))["API_ORIGINS"] == []


def test_a_mail_server_is_read_from_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://chat%40example.org:p%3Ass@mail.example.org")
    found = runpy.run_path(str(SETTINGS))
    assert found["EMAIL_CONFIGURED"]
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("chat@example.org", "p:ss")
    assert found["EMAIL_USE_TLS"]
