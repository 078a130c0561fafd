"""An atlas: sheets of many units and themes as one book with contents and page numbers, and as an archive of files."""
