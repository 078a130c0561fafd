"""What a meeting pack shows: one typed object that every file of the pack is made of."""
