"""Bundles made by an independent builder, and what the verifier says of them."""
