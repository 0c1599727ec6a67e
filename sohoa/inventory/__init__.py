"""Phase 1: the paper register is read, checked row by row, and counted."""
