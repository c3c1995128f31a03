"""What people say of statements: corrections (docs/corrections.md), samples and judgements (docs/validation.md)."""
