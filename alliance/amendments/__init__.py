"""Amendments: changes proposed to a text, what becomes of each, and the text that they make."""
