"""Discussions: what offices say about a text, at the very words that they speak of.

A *thread* begins with a *comment* on some words of a unit, on a whole unit, or on the whole text;
others *reply*. Each thread has a *circle*: the offices that write the text, those and the offices
of the chosen states, or every office of the members; nobody outside it learns of it. The words are
held by an *anchor* (alliance/redlines), which follows them while the text changes; where they are
gone, the thread is an *orphan*: it stays, with its quote and the reason. A *suggestion* is a thread
with words to put in the place of the anchor's; a writer *takes it in*. A thread is *resolved* and
*reopened*, and *assigned* to somebody; a comment *mentions* people. An author may *take back* what
they said: its words are hidden, the fact stays. Nothing is deleted.
"""
