"""The screen. Nothing outside this package imports textual or rich."""
