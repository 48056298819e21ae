"""The ground floor: plumbing that knows no state, vote or lawsuit.

Words: an *actor* asks; an *operation* acts, guarded by the *policy* table, and leaves one
*entry* in the *ledger*; *messages* wait in the *outbox* until the *transaction* that caused
them is kept; a *door* is a route that says who may open it.
"""
