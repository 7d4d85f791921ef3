-- A row for each prompt, but not the prompt itself. Delete rows that wait, and nobody is asked for them any more.
CREATE TABLE IF NOT EXISTS answers (
  event_id TEXT PRIMARY KEY,
  batch TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
  answer TEXT,
  error_code TEXT,
  error_hint TEXT,
  log_id TEXT,
  tokens INTEGER
);
CREATE INDEX IF NOT EXISTS answers_of_batch ON answers (batch, event_id);
