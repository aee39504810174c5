"""Doors to agent frameworks, one file each; none is imported unless its framework is used."""
