"""Measures speed and quality. Nothing here is a test, and nothing tested depends on it."""
