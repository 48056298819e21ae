"""Offices, the people in them, and how they sign in.

An *office* is a governor's, attorney general's or treasurer's of one state, or an alliance's
secretariat. A *person* has a *post* in an office, with a rank: principal, counsel, liaison,
observer or office administrator. Who acts, acts for an office.
"""
