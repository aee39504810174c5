"""What makes specs pleasant to write: the first files of a library, of a persona, and the YAML they are written in."""
