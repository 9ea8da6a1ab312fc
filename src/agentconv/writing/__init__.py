"""From agents to texts: native forms, measured losses, changes laid into the text an agent came from."""
