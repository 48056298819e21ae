"""Who may bind a state: the authority register.

An *authority* lets somebody do one or more *classes of act* for a state (sign a resolution, join,
give notice, join a lawsuit, commit money up to a *ceiling*, answer a question). It is held *by
virtue of office* by whoever is principal of the office, or *delegated* to a named person or to a
rank of the office. Its *basis* is a constitution, a statute, an executive order or a written
delegation; the *citation* says which. A delegation rests on its *source*; the way from an authority
up to the one that is held by virtue of office is its *chain*. The *order of succession* names who
acts for the principal when nobody before them *serves* (a vacancy, or a recorded *absence*). A
*term* says until when somebody is principal; after it they bind nobody, and what they delegated
*lapses* until the next principal confirms it anew. A *commitment* is money promised under one. A
*record* is one version of an entry of the register: corrections are new versions.
"""
