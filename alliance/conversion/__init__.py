"""Conversion: texts from files of other programs, and texts as such files."""
