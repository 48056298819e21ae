"""From one principal to the next, tested."""
