"""A provider of Colorado that runs, and somebody at a browser who goes there."""

import urllib.parse

import pytest

from alliance.single_sign_on.discovery import forget
from tests.single_sign_on import made
from tests.single_sign_on.fake import FakeProvider


class Traveller:
    """Somebody who signs in through a provider, step by step."""

    def __init__(self, visitor, fake, found):
        self.visitor, self.fake, self.provider = visitor, fake, found

    def goes(self, **where):
        """To the provider: the address to which our page sends the browser."""
        address = self.visitor.url("single_sign_on.go", provider_id=self.provider.id, **where)
        answer = self.visitor._request("get", address)
        assert answer.status_code == 303, answer.text
        return answer.location

    def comes_back(self, address, expect=303):
        """From the provider with its answer: what our page says to it."""
        parts = urllib.parse.urlsplit(address)
        page = self.visitor.at(f"{parts.path}?{parts.query}")
        return self.visitor.press("single_sign_on.back", page, expect=expect)

    def signs_in(self, expect=303, **where):
        """There and back again."""
        return self.comes_back(self.fake.visit(self.goes(**where)), expect)

    @property
    def is_in(self):
        """Whether the desk opens."""
        return self.visitor._request("get", "/").status_code == 200


@pytest.fixture
def fake():
    """A provider on a free port, for one test."""
    forget()
    with FakeProvider() as running:
        yield running


@pytest.fixture
def traveller(visitor, fake):
    """Somebody before a browser; Colorado has registered the provider."""
    found = made.provider(fake.issuer, second_factor="mfa", acr_values="urn:aal:2")
    keys = visitor._request("get", visitor.url("single_sign_on.keys", provider_id=found.id))
    (fake.client_key,) = keys.json["keys"]
    return Traveller(visitor, fake, found)
