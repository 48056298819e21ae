"""Layers: what an office keeps to itself on a text: notes, redlines, and its position."""
