"""Decisions of bodies in which states sit with several delegates.

`values` holds the rule, `reading` reads it, `roll` reads who is there and how they vote,
`deciding` counts. A rule of the plain decision part means here exactly what it means in `counting`.
"""
