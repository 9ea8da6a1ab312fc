"""One export in chunks: files are read, converted, put aside and forgotten; little is kept to the end."""
