"""Putting a question to the states.

A *question* is put on a subject under a *rule*; opening it freezes the hash of the text, the
*roster* (who is entitled, with weights) and the rule. Each state gives one *answer*: yea, nay,
present or recused. Closing counts: *quorum*, *majorities*, *outcome* (carried, lost, no quorum).
"""
