"""Choosing among several options: by ranked choice, in rounds, or by approval.

`values` holds the rule and what was chosen, `reading` reads the rule, `ranking` and `approving`
count the ballots, `words` says the rule. `rulebook.choosing` is the entry.
"""
