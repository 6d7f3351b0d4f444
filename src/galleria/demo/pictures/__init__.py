"""The demo catalog's pictures, drawn by code: the same words always give the same bytes.

A `Picture` names a subject, its colours and a backdrop. `subjects` holds one function per thing
that can be drawn, as SVG; `stage` puts it in its light; `render` makes pixels of it, and `files`
writes what products point at.
"""
