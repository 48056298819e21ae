"""Canonical JSON (RFC 8785) and the hashes that rest on it."""

import hashlib
import json
from typing import Any

import rfc8785

# Where every key is ASCII and every number an exact integer, the standard library's form is the
# canonical one (tests/core/test_canonical.py), and costs a tenth.
_SORTED = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_EXACT = 2**53 - 1  # the largest integer that RFC 8785 takes


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value. No floats: nothing that matters is one."""
    if not _is_plain(value):
        return rfc8785.dumps(value)
    try:
        return _SORTED.encode(value).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return rfc8785.dumps(value)


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def leaf_hash(data: bytes) -> str:
    """The hash of a leaf of the ledger's tree (RFC 6962, 2.1): 0x00, then the bytes."""
    return hashlib.sha256(b"\x00" + data).hexdigest()


def root_hash(leaves: list[str]) -> str:
    """The Merkle tree hash over leaf hashes (RFC 6962, 2.1), in hex; of none, SHA-256("")."""
    if not leaves:
        return digest(b"")
    stack: list[tuple[int, bytes]] = []  # complete subtrees: (size, hash), largest first
    for leaf in leaves:
        size, node = 1, bytes.fromhex(leaf)
        while stack and stack[-1][0] == size:
            size, node = size * 2, hashlib.sha256(b"\x01" + stack.pop()[1] + node).digest()
        stack.append((size, node))
    node = stack.pop()[1]
    while stack:
        node = hashlib.sha256(b"\x01" + stack.pop()[1] + node).digest()
    return node.hex()


def _is_plain(value: Any) -> bool:
    """Whether the standard library writes it canonically. TypeError where a float is in it."""
    if value is None or isinstance(value, str | bool):
        return True
    kind = type(value)
    if kind is int:
        return bool(-_EXACT <= value <= _EXACT)
    if isinstance(value, float):
        raise TypeError("a float has no place in the record")
    if isinstance(value, dict):
        # All of them are looked at, for the floats among them.
        plain = [_is_plain(item) for item in value.values()]
        return kind is dict and all(plain) and all(map(_is_ascii, value))
    if isinstance(value, list | tuple):
        plain = [_is_plain(item) for item in value]
        return kind in {list, tuple} and all(plain)
    return False


def _is_ascii(key: object) -> bool:
    return isinstance(key, str) and key.isascii()
