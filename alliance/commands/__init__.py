"""The commands, by what they are for; alliance/cli.py puts them together."""
