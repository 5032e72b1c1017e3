"""Getting the job: /compare, /resume, /interview and /quiz."""
