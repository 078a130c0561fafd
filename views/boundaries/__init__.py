"""Official boundaries as screens and exports show them: what is in force, what is proposed, the picture of both."""
