"""Instruments: the legal acts by which states join, amend and leave.

An *instrument* is a state's own act: a statute, an executive order, a memorandum of understanding,
an act of a board. It has a *purpose* (to join, to amend, to repeal) and goes through *stages*: a
bill is introduced, passes, is enacted. It takes effect on its *effective date*, and not before its
*preconditions* are met, such as a review by the attorney general. A precondition with a *clock* is
*deemed* met when so many days have passed without an answer. What is known of an instrument is
kept version by version.
"""
