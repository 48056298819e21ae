"""Alliance: one frozen text from draft to roll call to signature to force, with proof."""
