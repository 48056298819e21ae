"""What may be asked outside, and where a sign-in may lead."""

import pytest

from alliance.single_sign_on.rules import counted, onward, reachable, why_not_asked


@pytest.mark.parametrize(
    "ip",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1"),
        *("127.0.0.1", "::1", "::", "fe80::1", "fc00::1", "fe80::1%eth0", "::ffff:10.0.0.1"),
        *("2002:0a00:0001::1", "64:ff9b::10.0.0.1", "224.0.0.1", "ff02::1", "240.0.0.1"),
    ],
)
def test_no_inner_address_is_asked(ip):
    assert not reachable(ip, loopback=False)


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8"])
def test_an_address_of_the_public_internet_is(ip):
    assert reachable(ip, loopback=False)


def test_this_machine_is_asked_outside_production_only():
    for address in ("http://127.0.0.1:80/x", "http://localhost/x", "http://[::1]/x"):
        assert why_not_asked(address, loopback=True) == ""
        assert why_not_asked(address, loopback=False)
    assert reachable("127.0.0.1", loopback=True)
    assert not reachable("10.0.0.1", loopback=True)


@pytest.mark.parametrize(
    "address",
    [
        *("http://login.example", "ftp://login.example", "https://", "https://u@login.example"),
        *("https://login.example/#x", "https://log in.example", "//login.example", ""),
        *("https://login.example:99999", "https://lögin.example", "https://[::1"),
    ],
)
def test_what_is_no_plain_https_address_is_not_asked(address):
    assert why_not_asked(address, loopback=True)


def test_only_words_that_the_operator_named_count_as_a_second_factor():
    assert counted("mfa urn:2", {"acr": "urn:2"})
    assert counted("mfa urn:2", {"amr": ["pwd", "mfa"]})
    for claims in ({}, {"acr": "urn:1"}, {"amr": "mfa"}, {"amr": [["mfa"]]}, {"acr": None}):
        assert not counted("mfa urn:2", claims)
        assert not counted("", claims)


def test_one_goes_on_within_this_site_only():
    assert onward("/votes/?show=open") == "/votes/?show=open"
    for other in (None, "", "votes", "//x", "/\\x", "https://x", "/a\nb", "/" + "a" * 3_000):
        assert onward(other) == "/"
