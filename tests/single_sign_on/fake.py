"""A provider on a port of this machine, which does as it is told, wrongly too."""

import base64
import hashlib
import json
import secrets
import threading
import time
import urllib.parse
from collections import Counter
from functools import cache

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

CLIENT = "alliance"


@cache
def key(kid):
    """A signing key, made once."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


def part(data):
    """A part of a token."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Quiet(WSGIRequestHandler):
    """Says nothing on stderr."""

    def log(self, *_):
        """Nothing."""


class FakeProvider:
    """Signs one person in, at once. What it says can be changed from outside."""

    def __init__(self):
        self.signs, self.shows = (
            "one",
            ["one"],
        )  # names of keys: with which it signs, which it shows
        self.person = {"sub": "subject-1", "email": "", "email_verified": True, "name": "Ann Lee"}
        self.metadata = {}  # what its metadata says instead
        self.change = dict  # makes other claims of the right ones
        self.token = self.signed  # makes a token of claims
        self.instead = {}  # path: a response in place of the usual one
        self.asked = Counter()  # how often each path was asked
        self.authorization = {}  # the last question that a browser brought
        self.assertion = self.assertion_header = None
        self.client_key = None  # our public key, as the house shows it
        self._codes = {}
        self._server = make_server(
            "127.0.0.1", 0, self._answer, threaded=True, request_handler=Quiet
        )
        self.issuer = f"http://127.0.0.1:{self._server.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def signed(self, claims):
        """The usual token."""
        return jwt.encode({"alg": "RS256", "kid": self.signs}, claims, key(self.signs))

    def visit(self, address):
        """What a browser does there: sign in, and be sent back. The address it is sent to."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        self.authorization = asked
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        more = urllib.parse.urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return f"{asked['redirect_uri']}?{more}"

    def _answer(self, environ, start_response):
        request = Request(environ)
        self.asked[request.path] += 1
        instead = self.instead.get(request.path)
        response = instead() if instead else self._usual(request)
        return response(environ, start_response)

    def _usual(self, request):
        if request.path == "/.well-known/openid-configuration":
            return as_json(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    "authorization_response_iss_parameter_supported": True,
                    **self.metadata,
                }
            )
        if request.path == "/keys":
            return as_json({"keys": [key(kid).as_dict(private=False) for kid in self.shows]})
        if request.path == "/authorize":
            return Response(status=302, headers={"Location": self.visit(request.url)})
        if request.path == "/token":
            return self._tokens(request.form)
        return Response(status=404)

    def _tokens(self, form):
        asked = self._codes.pop(form["code"], None)
        challenge = part(hashlib.sha256(form["code_verifier"].encode()).digest())
        if asked is None or challenge != asked["code_challenge"]:
            return as_json({"error": "invalid_grant"}, 400)
        if form["redirect_uri"] != asked["redirect_uri"]:
            return as_json({"error": "invalid_grant"}, 400)
        opened = jwt.decode(form["client_assertion"], RSAKey.import_key(self.client_key))
        self.assertion, self.assertion_header = opened.claims, opened.header
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": asked["client_id"],
            "iat": now,
            "exp": now + 300,
            "auth_time": now - 5,
            "nonce": asked["nonce"],
            **self.person,
        }
        token = self.token(self.change(claims))
        return as_json({"access_token": "a", "token_type": "Bearer", "id_token": token})


def as_json(document, status=200):
    """A response in JSON."""
    return Response(json.dumps(document), status, content_type="application/json")
