"""The pure rules of identity: what is believed, who is who, what was heard before."""
