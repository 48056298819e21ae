"""Comparison: what an enacted text of a compact changes against the model.

A *text* is what one party enacted, or the *model* that all were to enact. It falls into *units*: an
article, a section, a paragraph, a numbered item, a heading. A unit has a *label* ("(a)", "III") and
an *address* in words ("Article III, paragraph 2"). Comparing sets units of both texts beside each
other as *pairs*, also where they were renumbered, reordered, split or merged. A *change* is one
difference with its *kind* and enough of both texts to be read alone. It is *critical* where it
touches a number, a date, a deadline, an obligation, a negation, a party, a defined term or a
conjunction, or where a whole unit that holds one of these was inserted or left out. What is *set
aside* (numbering, punctuation, spacing, capitals, "seven" for "7") is no change at all.

The list says what differs. Whether the texts are substantially similar is for a named person to
determine: nothing here adds the changes up to a score.

`limits` says what is refused, `reading` splits a text into units, `labels` and `addresses` number
them, `tokens`, `numbers` and `folding` turn words into what is compared, `vocabulary` and `terms`
know which words are critical, `aligning` and `differing` set the texts beside each other, `changes`
names each difference, `sentences` says it, `comparing` puts it together. Standard library only.
"""
