"""The commands that came after the first ones, one module each: ``add(commands)`` tells the parser of them."""
