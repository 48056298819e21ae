"""The charter of an alliance, and whom and what it sets up.

A *charter* has *versions*; each carries a text, a purpose and the *terms* that are read by rules:
*admission*, *classes* of members, whether *dues* affect standing. A version is a draft until the
secretariat states how it was *adopted*, and in force from a day. A *group* is a workstream or a
committee; a *seat* in it belongs to an office of a state. An *officer* holds a title for a term.
A *link* joins two bodies: part of, successor of, works with. *Dues* are what a state owes for a
period; they are kept apart from standing. A *participant* is no member and is never counted.
"""
