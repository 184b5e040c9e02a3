"""Programs that run inside the sandbox, where they stand beside the validators' own probes."""
