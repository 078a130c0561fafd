"""Rules over received files: one registry of what can be wrong, and the checks that find it."""
