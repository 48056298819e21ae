"""A browser on a draft: it types, and sends what it typed when it likes."""

from pycrdt import Map

from alliance.drafting import live


class Browser:
    """One browser on a draft: it types, and may be without a connection for a while."""

    def __init__(self, seed):
        self.doc = live.opened(iter([seed]))
        self.known = self.doc.get_state()

    def unit(self, key):
        return self.doc.get(live.UNITS, type=Map)[key]

    def type(self, key, at, words, cut=0, part="text"):
        text = self.unit(key)[part]
        plain = str(text)
        at = min(at, len(plain))
        cut = min(cut, len(plain) - at)
        start = len(plain[:at].encode())
        with self.doc.transaction():
            if cut:
                del text[start : start + len(plain[at : at + cut].encode())]
            if words:
                text.insert(start, words)

    def sends(self):
        update = self.doc.get_update(self.known)
        self.known = self.doc.get_state()
        return update
