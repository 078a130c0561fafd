"""Cases: chosen, counted, mapped, listed, and one of them on the clock of work."""
