"""Station 1: masters become page images. Import the modules you need: some load Pillow."""
