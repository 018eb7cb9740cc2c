"""The desk at which a draft is checked against its document, in a browser on the same machine."""
