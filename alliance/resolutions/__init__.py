"""Joint resolutions: drafted, circulated, put to the vote, adopted, enrolled, signed, in force.

A *draft* belongs to the office that writes it and is seen by nobody else. *Circulating* freezes a
numbered text and shows it to the members of one alliance. When a question is put, the text is
frozen for good. *Enrolled* means open for signature. It is *in force* when every state that
answered yea has signed; a state that signs later is bound from that day.

`importing` reads what is *taken in* from a file or a paste, `exporting` hands versions out as
files. The *library* has clauses to take up again; the *origin* of one is the earlier text it is
from. `files` keeps what attachments hold, `citing` lists what a text cites. A *public* text has a
page that is open to everybody.
"""
