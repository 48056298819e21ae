"""What is in force, since when, by how much short: conditions weighed against facts.

`facts` holds who enacted what and when, `facts_reading` reads that from JSON. `roll` says from
when to when each enactment counts, `nodes` are the parts of a condition with their running sums,
`history` walks over the days of change, `status` answers for one day (`shortfall`, `telling`),
`search` finds the smallest sets of further states, `leaving` works out a withdrawal.
"""
