"""A library as a static site: pages for people, which need no server and ask nobody else for anything."""

from fleet.site.layout import Layout, Link, frame, layout_of
from fleet.site.pages import pages
from fleet.site.written import Wrote, write_site

__all__ = ["Layout", "Link", "Wrote", "frame", "layout_of", "pages", "write_site"]
