"""Conversion: texts from files of other programs, and texts as such files.

What comes in is first *blocks* (a paragraph, a heading, a list, a table, each with its indentation
and the label that its program gave it), then units (`shaping`). What a text cannot hold is not
dropped in silence: the *report* says where it was and what became of it. A file that cannot be
taken is *refused*: where, what, how to mend it.

`reading` takes any file by its content; `markdown`, `pasted`, `word`, `akoma_ntoso` and
`json_form` read one kind each. `writing` knows the files that a text can become. `markup` makes
safe HTML of the Markdown inside a unit. No Flask and no database; python-docx and typst are
imported where used.
"""
