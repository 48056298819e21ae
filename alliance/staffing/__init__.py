"""Who serves in an office, and how that changes.

An *invitation* is for one e-mail address, one office and one role: used once, good for seven
days, revocable; its *link* carries a secret of which the table keeps the hash. Somebody without an
account *asks for access*; an administrator *grants* it, which invites, or *refuses* it. A *post* is
*suspended* and *lifted*, *changed* (the old one ends, a new one begins) or *ended*: who *left* has
*open work*, which is *handed over* to a colleague. Whose second factors are lost begins anew when
one officer has asked for the *reset* and another has approved it.
"""
