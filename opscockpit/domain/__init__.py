"""What the words mean: metrics, normal range, drivers, pace, ranks. Standard library only, values in, values out."""
