"""Attempts that did not open, by the address that they came from."""

from chatapp.accounts.failed_attempts import FailedAttempts


def test_after_so_many_in_a_minute_an_address_is_told_how_long_to_wait() -> None:
    failed = FailedAttempts(most=3)
    assert [failed.count("192.0.2.1", now) for now in (0, 10, 20, 30.5)] == [None, None, None, 30]
    assert failed.count("192.0.2.2", 31) is None
    assert failed.count("192.0.2.1", 60) is None


def test_the_addresses_of_one_network_count_together() -> None:
    failed = FailedAttempts(most=1)
    assert failed.count("2001:db8:0:1::1", 0) is None
    assert failed.count("2001:db8:0:1:ffff::2", 0) == 60
    assert failed.count("2001:db8:0:2::1", 0) is None
    assert failed.count("192.0.2.1", 0) is None
    assert failed.count("::ffff:192.0.2.1", 0) == 60


def test_many_addresses_take_bounded_room() -> None:
    failed = FailedAttempts(most=1, addresses=2)
    for address in ("a", "b", "c"):
        failed.count(address, 0)
    assert [failed.count(address, 1) for address in ("c", "a")] == [59, None]
