"""Names that lead nowhere: variables, handlers, roles, files, filters, tests and arguments of roles. Nothing runs."""
