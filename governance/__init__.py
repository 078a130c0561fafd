"""Pure rules: categories, indicators, errors. Knows neither maps nor database."""
