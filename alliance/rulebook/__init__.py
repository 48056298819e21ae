"""Rulebook: how a body decides, written down as data and worked out exactly.

A *decision rule* names a *quorum* (how much of a body must answer before it may decide) and one or
more *majorities* (what the yeas must reach). Each compares what was counted with a *bound*: a
*share* of a *base*, or a fixed *count*; either `at least` the bound or `more than` it. The base is
what the share is taken of: those *entitled* (the whole frozen roster), those who *answered*, those
*present* (answered and not recused), or the votes *cast* (yea and nay). The *measure* says what is
added up: states, one each, or a weight that stands on the roster. A rule may be narrowed to those
*among* a class or a region. *No objection* asks for at least one yea and not one nay. The *tally*
is the outcome together with the arithmetic that a clerk can check with a pencil.

`decision` holds the words as frozen dataclasses, `parsing` reads them, `roster` reads who is
counted, `counting` decides, `steps` shows the arithmetic, `explain` says a rule in one sentence and
warns. Standard library only; no floating point anywhere.
"""
