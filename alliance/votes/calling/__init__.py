"""Answers called out in a meeting: a clerk enters them, a second person confirms."""
