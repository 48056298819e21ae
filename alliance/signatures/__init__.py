"""Signing what was adopted.

A *statement* says what is signed: the hash of the text and of the tally, for which state, by
whom, under which authority. A *signature* is an Ed25519 signature over the statement; in this
step by the office's key, which the server holds, and it is marked as that.
"""
