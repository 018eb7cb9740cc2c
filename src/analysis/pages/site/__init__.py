"""The offline pages."""
