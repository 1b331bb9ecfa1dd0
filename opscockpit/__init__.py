"""Opscockpit: the screen a store team opens every morning."""

__version__ = "0.1.0"
