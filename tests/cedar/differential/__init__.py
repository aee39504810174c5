"""The exact half of the guard held against Cedar: random libraries, random requests, one answer from each."""
