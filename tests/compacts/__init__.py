"""Tests of compacts."""
