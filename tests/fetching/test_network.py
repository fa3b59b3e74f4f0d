"""Which machines are asked, and which never."""

import asyncio

import pytest

from chatapp.fetching.errors import FetchError
from chatapp.fetching.network import Network, is_public


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"])
def test_what_all_the_internet_reaches_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "2001:0:7f00:1::1",
        "fe80::1%eth0",
        "fec0::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_what_belongs_to_a_network_of_its_own_is_not(address: str) -> None:
    assert not is_public(address)


def addresses(network: Network, host: str) -> list[str]:
    return asyncio.run(network.addresses(host, 80))


def resolving_to(*found: str, intranet: str = "") -> Network:
    async def resolve(host: str, port: int) -> list[str]:
        return list(found)

    return Network(frozenset({intranet}), resolve)


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    assert addresses(resolving_to("93.184.216.34"), "example.org") == ["93.184.216.34"]
    with pytest.raises(FetchError, match="inside of a private network"):
        addresses(resolving_to("93.184.216.34", "10.0.0.1"), "example.org")
    with pytest.raises(FetchError):
        addresses(resolving_to(), "example.org")


def test_numbers_in_any_spelling_are_resolved_and_refused() -> None:
    for host in ("127.0.0.1", "0x7f.1", "2130706433", "::1", "localhost"):
        with pytest.raises(FetchError, match="private network"):
            addresses(Network(), host)


def test_a_host_of_the_intranet_is_asked_by_its_name_only_and_never_at_a_link_local_address() -> None:
    assert addresses(resolving_to("10.0.0.1", intranet="wiki.test"), "Wiki.test") == ["10.0.0.1"]
    with pytest.raises(FetchError):
        addresses(resolving_to("10.0.0.1", intranet="wiki.test"), "other.test")
    with pytest.raises(FetchError):
        addresses(resolving_to("169.254.169.254", intranet="wiki.test"), "wiki.test")


def test_a_name_that_nobody_knows_is_said_to_be_unknown() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchError, match=r"No server is known by the name “nowhere.test”"):
        addresses(Network(resolve=resolve), "nowhere.test")
