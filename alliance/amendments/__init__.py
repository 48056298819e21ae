"""Amendments: changes proposed to a text, what becomes of each, and the text that they make.

An *amendment* has a number within its resolution (1, 2, 3); one that amends amendment 2 is 2.1, and
none amends that. Its *wording* is a row of edits against the *base*, the version that was shown
when it was proposed; it is *brought* to a newer version by a new wording. It *stands* as proposed,
withdrawn, adopted, rejected or fallen; it is *friendly* when all who sponsor the text accept it.
A *fallen* amendment has no place any more, and the reason is kept. A *collision* is open until one
of the two is out, or both are adopted and the secretariat has *settled* that their order is meant.
The *final text* is the base with all that was adopted, in its order; it is what is *engrossed*, and
so what is put to the vote.
"""
