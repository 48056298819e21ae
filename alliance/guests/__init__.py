"""What is shown to persons of non-members.

A *guest* is a named person, of an *organisation* that is no member. An office *shares* one version
of one text with them; a *share* lasts until the end of its last day, by the sharing office's own
clock, or until it is *ended* or the text is withdrawn. A guest sees their shares and nothing else.
"""
