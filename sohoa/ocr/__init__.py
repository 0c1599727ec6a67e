"""Station 2: page images become page text. Import the modules you need: engines are heavy."""
