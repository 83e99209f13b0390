"""One adapter per sender: the shape of its body in, the same kind of observation out; pure."""
