"""Reports as files for other people's programs, made of views. A module here is imported only when its file is asked for."""
