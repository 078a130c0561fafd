"""What was exported: codes with their parameters, who exported what and when, thumbnails, background maps."""
