-- name: mercator_x(lon)
-- Position in the Web-Mercator world from its western edge, 0 to 1; degrees, EPSG:4490.
-- returns: x DOUBLE
(lon + 180.0) / 360.0
