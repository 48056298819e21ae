"""From one principal to the next.

A *transition* begins when the *term* of a principal ends, or their post. What the former principals
of an office, or delegates under them, *left open* (answers, signatures, positions that join a
lawsuit, commitments of money, delegations) stays in effect until the principal now in office
*decides* on it: *confirm* or *withdraw*, once, with a *reason*. Nothing withdraws itself.
"""
