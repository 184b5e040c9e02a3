"""Typed edits applied to text: splice lines, keep every other byte, and prove it by parsing again."""
