"""The gate: deliveries on their way in, their reports, and what was settled about files before."""
