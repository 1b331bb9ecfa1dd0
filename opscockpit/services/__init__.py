"""What a screen asks for, and what a person does."""
