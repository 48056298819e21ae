"""Redlines: what changes a text, found, shown, and brought together.

A *run* is some words in a row with one *mark*: kept, struck or inserted. A *stretch* is one change
of words, by where it stands on both sides. A *comparison* has a *row* for each unit of both texts
and says *what* became of it; a moved unit also stands, *away*, where it stood before. A *passage*
is a row of words that was struck in one unit and inserted word for word in another. A *merge*
brings two texts together that began as one *base*; where both sides changed the same words or the
same unit it has a *conflict*, with both sides, until a person *settles* it. An *anchor* holds on to
some words while the text around them changes; one whose words are gone is an *orphan*.

An *edit* changes a base in one place: it strikes, inserts or substitutes words, strikes, inserts or
moves units. An *amendment* is a row of edits that is adopted as a whole. An amendment may amend the
new words of another one, once. Two amendments *collide* where what they do depends on which is
adopted first, or where one leaves nothing of the place of the other; an amendment whose place is
gone when its turn comes *falls*. Nothing that collides is decided here: it is shown.

`tokens`, `matching`, `differing` compare strings; `pairing`, `ordering`, `passages`, `comparing`
compare texts; `places`, `wording`, `views` say and show what differs. `merged_words`,
`merged_order`, `merged_places`, `merging` bring texts together, `anchors` follow words. `edits` are
the edits, `between` finds them in a changed copy, `saying` puts them in the language of amendments,
`kept` makes them JSON, `checking` says what is wrong with them, `marking` and `applying` apply them
and keep who did what, `amending` amends amendments, `collisions` and `adopting` bring amendments
together and guide a clerk through them, `rebasing` carries edits to a newer text.
Standard library only.
"""
