"""Enactments: a text that many states have to enact, and whether each has enacted that text.

A *campaign* asks the states to enact one text: to join an alliance with it, or to amend what binds
its members. Its *model* is the text that all are to enact, frozen version by version, and its
*threshold* the condition on which it has reached its end. An *enactment* is the newest instrument
of one state in a campaign. The *text check* says what the enacted text changes against the model.
A *determination* is what a named person, or the members by a question, find of one text against one
model: substantially similar, or materially different. An enactment that is determined materially
different does not count. A *reminder* says that an expected day is near, or that nothing was
recorded for a while.
"""
