"""What is derived from published figures; no text and no drawing."""
