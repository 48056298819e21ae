"""Conditions: what must be so for a compact to enter into force, to end, or for a state to be in.

`values` holds them, `reading` reads them, `words` says them, `oddities` warns of those that can
never or always be met. `forces` weighs them.
"""
