"""Proxies and alternates: given, passed on, recalled, and answered by."""
