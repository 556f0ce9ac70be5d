"""The pictures that `.ci/draw` writes, a module each; `base` has the canvas and its colours."""
