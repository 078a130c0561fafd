"""Where everything on a sheet goes: blocks of furniture, columns that fit themselves, and the plan of each shape."""
