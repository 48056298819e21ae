"""Litigation: the lawsuits that states bring together.

A *lawsuit* is one case before one *court* under one *docket number*, with a *caption* and a
challenged action; the *lead plaintiff* stands first. *Participation* is who sues on a given day:
the first plaintiffs of the complaint, and what later *events* added or took away. Sources differ in
how *complete* they are, and say so. An office of a state takes a *stance*: it joins, declines, or
is considering.
"""
