"""Replays of public ground truth against the guard: a small host, what its systems know, mutants, attacks, figures."""
