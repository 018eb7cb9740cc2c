"""All text in both languages: names, numbers, dates, errors."""
