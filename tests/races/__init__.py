"""What people and workers do at the same instant: each race has one winner and leaves no gap."""
