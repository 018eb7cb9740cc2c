"""Readers of the forms in which staff hold documents; each gives the same typed grid."""
