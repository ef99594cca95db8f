"""Tools of the workshop: what `make` calls and no installed Dangol needs."""
