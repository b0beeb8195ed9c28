"""Tours over the public API, run by the tests."""
