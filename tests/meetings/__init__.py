"""Meetings: agenda, attendance, speakers, roll calls by hand, minutes."""
