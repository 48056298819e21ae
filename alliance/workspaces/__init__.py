"""Each office's desk: what waits for it, what has happened, what is known of its state.

Reads every domain and changes nothing. *Act* items wait for this office, *inside* items are in
its own hands, *others* items wait for somebody else.
"""
