"""Demonstration data: invented people and resolutions, on memberships and lawsuits that are facts.

The facts stand in data/, as they were collected (public record; each row names its source). All
that is invented belongs to one invented alliance, so that no real body is made to say anything.
"""
