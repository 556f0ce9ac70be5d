"""Help for the caller: the documentation of parameters, and right names for wrong ones.

parameter_docs    the documentation of parameters in `help`
other_names       the right name for a wrong one, in errors
"""
