"""What the list of releases shows, and what differs between two of them."""
