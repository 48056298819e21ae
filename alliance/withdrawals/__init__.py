"""Withdrawals: how a state leaves an alliance, from the first thought to the day it is out.

A *notice* is the act by which a state says that it leaves. A *letter* of notice goes to every other
member (as the charter's rule says to whom); it is *drafted*, *sent* and *delivered*. Notice is
*complete* on the day on which the last letter was delivered. The *effective date* follows from the
rule by what has happened: the notice, its delivery, the repeal of the statute. Before that day the
state is bound, and may *rescind* the notice. On that day it *takes effect*: the state is out, its
officers' terms end, and what *survives* (assessments, liabilities) stays.

The *simulator* says all of this before any notice is given; giving notice records what it said.
"""
