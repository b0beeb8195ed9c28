"""The engines of the relational steps. Each knows SQL text and tables, and nothing of texts."""
