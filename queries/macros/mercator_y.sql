-- name: mercator_y(lat)
-- Position in the Web-Mercator world from its northern edge, 0 to 1; degrees, EPSG:4490.
-- returns: y DOUBLE
0.5 - ln((1.0 + sin(radians(lat))) / (1.0 - sin(radians(lat)))) / (4.0 * pi())
