"""Compacts as data: entry into force, withdrawal, dissolution, survival, decision.

`values` holds a compact, `reading` reads one (`parse_compact`), `schema` is the JSON Schema of the
language, `words` says each part in a sentence, `known_rules` makes a compact of the few fields that
an imported list has, `oddities` warns.
"""
