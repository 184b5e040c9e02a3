"""Who writes plans and edits: ``embedded`` needs no model, ``llm`` asks any chat model."""
