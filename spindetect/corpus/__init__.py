"""Scans of whole corpora: readers, fingerprints, candidates, and the scan on one machine or a cluster.

Nothing is imported here, so that `import spindetect` stays as light as it is; what the modules need beyond
the core wheel is asked for by `spindetect.corpus.extras.require`.
"""
