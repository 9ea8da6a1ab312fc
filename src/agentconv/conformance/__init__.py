"""What formats are held against: specimens, generated agents, the matrix of fields, a scaffold."""
