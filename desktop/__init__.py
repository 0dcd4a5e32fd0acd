"""The program on the desk. Only this folder knows that there is a window."""
