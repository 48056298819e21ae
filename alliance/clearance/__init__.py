"""Two-person work: what an office does before an act of it binds its state.

Somebody at work in the office *prepares* an act: what it is about, and what it is to say. Counsel
*clears* it or *gives it back* with a reason. Whoever the authority register lets bind *releases*
it: that is the act itself, done in the usual place, for exactly what was prepared. The office's
*rule* says which of these *steps* a class of act needs; without a rule there are none. Nobody does
two of the steps that are asked for. All of it is the office's own: nobody else sees any of it.
"""
