"""Drafting: several offices write one text at the same time, and nobody's words are lost.

A *draft* is the text of a resolution while it is written on, from one *version* to the next. Each
*update* is what one browser typed; the *log* keeps every one with the person and office it came
from, so that the *authorship* of every word is known. A *snapshot* holds the draft whole at a place
in the log, and older updates of one author in a row are then put together. A unit that somebody
removes is *set aside*, never dropped: it can be brought back. *Presence* says who is at which unit.
Saving a version freezes what stands in the draft; when a text is put to the vote, nothing more is
taken in.

`places` orders units between others, `live` is the shared text itself, `authorship` says who wrote
what. `taking_in` brings in what was not typed: a text from a file, a clause, a file to attach.
"""
