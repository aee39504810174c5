"""What makes specs pleasant to write: first files, their one form, and their JSON Schema for editors."""
