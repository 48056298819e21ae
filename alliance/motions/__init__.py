"""Motions: what is put to the members of an alliance and is no resolution.

A member's office or the secretariat *moves* one; it may be edited until the secretariat *puts* the
question on it, which freezes its words. Its kind says what it is about: a *policy* of the alliance,
the release of *money*, a *lawsuit*, an *election* of an officer, a *choice* among drafts or dates,
or a *poll*, which decides nothing. What follows when it is decided stands in alliance/follows.py.
"""
