"""Alliances, and which state belongs to which since when.

An *alliance* is any body of states: coalition, memorandum, compact, association. A *period* is
one stretch of a state's membership; a state may leave and come back. *Standing* is what the
periods say of a day: party, notice given, withdrawn, ... A state is *bound* while it is a party,
notice given included. Every fact has two times: when it holds, and since when we know it.
"""
