"""How people prove who they are, beyond the sign-in form.

A *factor* is something that proves it: a *password*, an *authenticator app* (time-based codes, RFC
6238), a *passkey* (WebAuthn), or one of ten *recovery codes* for the day on which the others are
lost. A session is *strong* when a second factor was used in it, or a passkey, which is two in one:
the device, and the finger or code that unlocks it. Principals, counsel and office administrators
need a second factor. A *proof* is the last time a person showed a factor; a binding act asks for
one not older than five minutes.
"""
