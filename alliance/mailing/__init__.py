"""What reaches people outside the pages: which mail, how often, and a calendar.

A *kind* of mail is what a person may choose about; a *choice* is at once, in the daily *digest*,
or none. A *bounce* is an address that took a message no more: mail to it rests until the office
administrator confirms the address. A *calendar* is a secret address at which a calendar program
reads a person's desk.
"""
