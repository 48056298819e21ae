"""Tests of resolutions."""
