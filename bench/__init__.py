"""The benchmark: our pages beside a yardstick, as ratios of CPU per request (README.md)."""
