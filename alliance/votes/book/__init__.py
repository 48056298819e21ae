"""The roll-call book of an alliance, and the voting record of a state."""
