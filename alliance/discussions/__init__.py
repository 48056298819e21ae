"""Discussions: comments and suggestions on the words of a text."""
