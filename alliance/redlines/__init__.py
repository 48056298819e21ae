"""Redlines: what changes a text, found, shown, and brought together."""
