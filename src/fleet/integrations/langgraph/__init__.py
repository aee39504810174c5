"""A fleet on LangGraph; each part is loaded from its own module."""
