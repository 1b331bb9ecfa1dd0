"""The parts of the home screen. Each draws its own lines."""
