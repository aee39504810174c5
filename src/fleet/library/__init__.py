"""From files to a library: read, patch, settle, climb the ladders, judge, index."""

from fleet.library.digest import digest_of
from fleet.library.folder import CASES, CASSETTES, MANIFEST, shown
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
    "SHIPPED",
    "Home",
    "Library",
    "Parts",
    "digest_of",
    "examined",
    "home_of",
    "load",
    "shipped_folder",
    "shown",
]
