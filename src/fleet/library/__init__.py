"""From files to a library: read, patch, settle, climb the ladders, judge, index."""

from fleet.library.digest import digest_of
from fleet.library.edges import Edge, edges_of
from fleet.library.folder import CASES, CASSETTES, MANIFEST, shown
from fleet.library.grid import MEANINGS, SIGNS, Mark, by_domain, columns_of, mark_of
from fleet.library.home import HOME_VARIABLE, Home, home_of
from fleet.library.library import Library
from fleet.library.loading import SHIPPED, examined, load
from fleet.library.parts import Parts
from fleet.library.shipped import shipped_folder

__all__ = [
    "CASES",
    "CASSETTES",
    "HOME_VARIABLE",
    "MANIFEST",
    "MEANINGS",
    "SHIPPED",
    "SIGNS",
    "Edge",
    "Home",
    "Library",
    "Mark",
    "Parts",
    "by_domain",
    "columns_of",
    "digest_of",
    "edges_of",
    "examined",
    "home_of",
    "load",
    "mark_of",
    "shipped_folder",
    "shown",
]
