"""Signing in through a state's own identity provider, by OpenID Connect.

A *provider* signs people in for a state or for one office; the operator registers it. An
*identity* is what a provider calls somebody (issuer and subject), linked to one person. An
identity that is not known yet makes a *request*, which changes nobody's rights: it becomes a
link when that person proves the account in the same browser, or when the office's administrator
consents. An office may *require* single sign-on: then its people do not come in by password.
"""
