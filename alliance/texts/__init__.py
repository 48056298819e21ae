"""Texts: what states draft together, as units that keep their ids.

A *text* has a *form* (resolution, joint letter, memorandum of understanding, compact bill,
proclamation), a title, an *enacting* line between what is recited and what is resolved, and
*units* in reading order. A unit is a *recital* (whereas clause), a *clause* (resolved), a
*section* of a bill or an agreement, a *paragraph* without a number, a *definition*, a *schedule*
or an *attachment*. Its *level* says how deep it stands under the unit before it; its *id* stays
when others come, go or move. A unit's *number* is what is printed before it ("(a)"); its *address*
is how people speak of it ("section 3(a)"). A *reference* names another unit by id, written
`[[id]]`, and is printed as that unit's address; one whose unit is gone *dangles*. The *origin* of a
unit is the earlier text that it was taken from.

What is typed inside a unit is Markdown. `units` is the shape, `parts` how units hang together,
`numbering` numbers them, `references` finds what they point to, `characters` knows what nobody
sees, `checking` says what is wrong with a text, `frozen` is the form that is hashed, `plain` sets
it out for reading. Standard library only.
"""
