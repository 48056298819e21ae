"""The words of a PDF, read by the maps of its fonts; enough for what Typst writes."""

import re
import zlib

OBJECT = re.compile(rb"^(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL | re.MULTILINE)
TOKEN = re.compile(rb"\(|<<|>>|<[0-9a-fA-F\s]*>|/[^\s()<>\[\]/]*|[\[\]]|[^\s()<>\[\]/]+")


def _objects(data):
    found = {int(number): body for number, body in OBJECT.findall(data)}
    for body in list(found.values()):
        if b"/ObjStm" in body:
            inner = _stream(body)
            first = int(re.search(rb"/First (\d+)", body)[1])
            pairs = list(map(int, inner[:first].split()))
            places = list(zip(pairs[::2], pairs[1::2], strict=True))
            for n, (number, start) in enumerate(places):
                end = places[n + 1][1] if n + 1 < len(places) else len(inner) - first
                found[number] = inner[first + start : first + end]
    return found


def _stream(body):
    start = re.search(rb"stream\r?\n", body).end()
    length = int(re.search(rb"/Length (\d+)", body)[1])
    raw = body[start : start + length]
    return zlib.decompress(raw) if b"FlateDecode" in body else raw


def _map(body):
    said = {}
    words = _stream(body).decode("latin-1")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", words, re.DOTALL):
        for code, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            said[int(code, 16)] = bytes.fromhex(target).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", words, re.DOTALL):
        for low, high, target in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for n in range(int(low, 16), int(high, 16) + 1):
                said[n] = chr(int(target, 16) + n - int(low, 16))
    return said


def _literal(data, place):
    """The string that begins at a bracket, and where it ends."""
    said, depth = bytearray(), 1
    simple = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
    place += 1
    while True:
        one = data[place : place + 1]
        if one == b"\\":
            octal = re.compile(rb"[0-7]{1,3}").match(data, place + 1)
            if octal:
                said.append(int(octal[0], 8))
                place = octal.end()
            else:
                after = data[place + 1 : place + 2]
                said += simple.get(after, after)
                place += 2
            continue
        depth += {b"(": 1, b")": -1}.get(one, 0)
        place += 1
        if not depth:
            return bytes(said), place
        said += one


def _painted(data):
    """The fonts and the strings of a page, in order."""
    place, held = 0, []
    while found := TOKEN.search(data, place):
        token, place = found[0], found.end()
        if token == b"(":
            token, place = _literal(data, found.start())
            held.append(token)
        elif token[:1] == b"<" and token != b"<<":
            held.append(bytes.fromhex(token[1:-1].decode()))
        elif token[:1].isalpha():
            if token == b"Tf":
                yield "font", held[-2].decode()
            elif token in (b"Tj", b"TJ"):
                yield from (("words", one) for one in held if one not in (b"[", b"]"))
            held = []
        elif token[:1].isdigit() or token[:1] in b"-.":
            held += [] if held and held[0] == b"[" else [token]
        else:
            held.append(token[1:] if token[:1] == b"/" else token)


def pages(data):
    """The letters of each page, in the order in which they are painted."""
    objects = _objects(data)

    def at(body, name):
        found = re.search(rb"/" + name + rb"\s+(\d+) 0 R", body)
        return objects[int(found[1])] if found else None

    said = []
    for body in objects.values():
        if not re.search(rb"/Type\s*/Page\b", body):
            continue
        resources = at(body, b"Resources") or body
        fonts = at(resources, b"Font") or re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)[1]
        maps = {
            name.decode(): _map(at(objects[int(number)], b"ToUnicode"))
            for name, number in re.findall(rb"/(\w+)\s+(\d+) 0 R", fonts)
        }
        now, letters = {}, []
        for sort, token in _painted(_stream(at(body, b"Contents"))):
            if sort == "font":
                now = maps.get(token, {})
            else:
                codes = [token[n : n + 2] for n in range(0, len(token), 2)]
                letters += [now.get(int.from_bytes(code, "big"), "") for code in codes]
        number = (
            int(re.search(rb"/StructParents (\d+)", body)[1]) if b"/StructParents" in body else 0
        )
        said.append((number, "".join(letters)))
    return ["".join(words.split()) for _, words in sorted(said)]
