"""Canonical JSON (RFC 8785) and the hashes that rest on it."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value. No floats: nothing that matters is one."""
    _refuse_floats(value)
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


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no place in the record")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
