"""What the gate shows: a delivery on its way in, from the files to the release."""
