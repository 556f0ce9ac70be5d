"""Where a client's settings come from.

config                the settings as frozen data, and what the views of a client share
precedence            the order of the sources, and the error that lists what was tried
environment           `from_env` and `from_profile`
profile_files         the credentials and config files of AWS tools, parsed
profile_provider      reads those files and runs `credential_process`
credential_process    splits the command, reads its output
"""
