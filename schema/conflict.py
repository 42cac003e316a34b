"""What keeps the parts of a schema from fitting together."""


class SchemaConflict(ValueError):
    """The parts do not fit together; the text names the field and the mend."""
