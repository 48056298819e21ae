"""Layers: what an office keeps for itself on a text that others wrote, or that it writes.

An office's *layer* holds *notes*, at the words that they speak of; *redlines*, which are edits of
the text; and a *position*: support, support if amended, oppose, undecided. Nobody outside the
office sees it. It *rebases* as the text moves: what has a place in the newer version is shown
there, what has none any more is said to have none, with the reason, and kept as it was. An office
*shares* a copy of what it chooses with the offices of states that may read the text, until it ends
that; and it *promotes* a redline to an amendment. What it does not want any more it *sets aside*.
"""
