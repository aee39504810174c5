"""Doors to agent frameworks, one file each: those that give text or data need no framework, the others import it."""
