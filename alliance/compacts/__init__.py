"""Compacts: what the rules of an alliance make of its members.

The *rules* of an alliance say when it enters into force, how a state leaves, when it dissolves and
what survives (docs/rules.md); they stand in its charter, or in what a source says of it in figures.
An *enactment* counts from the day on which it binds its state. The *weight* of a state (electors,
people, premium volume) is a dated table. The *status* on a day is what the rules say of the states
bound on that day: in force or not, since when, how much is needed and how much is short.
"""
