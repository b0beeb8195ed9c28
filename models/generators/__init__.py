"""Pairs of texts with known labels: spun ones, and every honest way one text comes to resemble another."""
