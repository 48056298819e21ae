"""Meetings: agenda, attendance, speakers, roll calls taken by hand, and the minutes.

A *meeting* is one of an alliance or of one of its groups. It is *called* by the secretariat or by
an officer of the body, *opened* when it is called to order, and *adjourned*. What happens in it is
written down as *events*, one after another, and never changed: the *course* of the meeting is read
out of them. The *roll* says which states belong, and which of them vote; the *quorum* how many
must be there. The *clerk* is whoever writes down what happens. A *roll call by hand* is what each
state answered when its name was called; it counts when a *second person* has confirmed it. The
*minutes* are built from the events; a *version* of them is frozen, *signed* and *confirmed*. Later
versions only add corrections.
"""
