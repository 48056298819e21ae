"""Rulebook: how a body decides, and what is in force, written down as data and worked out exactly.

A *decision rule* names a *quorum* (how much of a body must answer before it may decide) and one or
more *majorities* (what the yeas must reach). Each compares what was counted with a *bound*: a
*share* of a *base*, or a fixed *count*; either `at least` the bound or `more than` it. The base is
what the share is taken of: those *entitled* (the whole frozen roster), those who *answered*, those
*present* (answered and not recused), or the votes *cast* (yea and nay). The *measure* says what is
added up: states, one each, or a weight that stands on the roster. A rule may be narrowed to those
*among* a class or a region. *No objection* asks for at least one yea and not one nay. The *tally*
is the outcome together with the arithmetic that a clerk can check with a pencil. A *choice* is
among several options: *ranked*, in rounds, or by *approval*.

A *compact* has rules of *entry into force* (in one or several *stages*), *withdrawal*,
*dissolution*, *survival* and decision. A *condition* is a bound on what the *parties* measure, all
of some named states, the same bound from *each* of several groups, a date, a dated *event*; joined
by all, any, not. An *enactment* *counts* from a day to a day. A condition that was *met* may lapse
or *stay*. A *rule for a day* names a day by others (so long after, the later of, the next). A
*blackout* is a time in which no withdrawal takes effect. A *delegation* votes as a *unit* or
*divided*, or its *delegates* count one each.

Decisions: `decision` holds the words as frozen dataclasses, `parsing` reads them, `roster` who is
counted, `counting` decides, `steps` shows the arithmetic, `explain` says a rule in one sentence
and warns; `tallying` counts by any rule of decision, `choosing` chooses (over `choices`). Compacts:
`compacts` holds and reads them over `conditions`, `days` and `delegations`; `forces` answers what
is in force and who may leave when; `asking` does it in JSON. docs/rules.md is the language in full.
Standard library only; no floating point anywhere.
"""
