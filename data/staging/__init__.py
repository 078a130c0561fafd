"""Receiving: a department's file as it comes becomes rows of text with the row numbers that a person sees."""
