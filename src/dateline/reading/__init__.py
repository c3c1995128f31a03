"""One question a file, one public function a file; `pipeline.py` composes them on one screen."""
