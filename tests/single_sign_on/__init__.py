"""Tests of single sign-on, against a provider of our own on this machine."""
