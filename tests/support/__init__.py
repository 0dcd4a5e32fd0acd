"""What many tests stand on: a display, a browser, free ports, running copies of the program."""
