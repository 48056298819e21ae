"""Accessions: how a state comes into an alliance.

A state is *invited* by the alliance, or *applies*. Members *sponsor* it, and it is *approved* as
the charter says: by the officers, or by a question put to the members. An approved state that
brings a legal instrument is *pending instrument* until it *joins* with it; it is a party from the
day on which the instrument has effect. A state may join *conditionally*, such as when at least
three others join: it is a party from the day on which its condition is met. A state that had left
is *readmitted* in the same way. A state that *founds* an alliance is the first to join it.
"""
