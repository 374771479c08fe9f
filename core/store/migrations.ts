/**
 * The schema of the store, as steps from one version to the next. A step that has been released
 * never changes: to change the schema, add one at the end.
 *
 * @module
 */

/** The steps in order; a database of version n has the first n. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE budget_call (
    id TEXT PRIMARY KEY, provider TEXT NOT NULL, mission TEXT NOT NULL,
    at_ms INTEGER NOT NULL, deadline_ms INTEGER NOT NULL,
    tokens INTEGER NOT NULL, nano_usd INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE budget_bucket (
    span TEXT NOT NULL, bucket INTEGER NOT NULL,
    requests INTEGER NOT NULL, tokens INTEGER NOT NULL, nano_usd INTEGER NOT NULL,
    PRIMARY KEY (span, bucket)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE budget_total (
    scope TEXT PRIMARY KEY,
    requests INTEGER NOT NULL, tokens INTEGER NOT NULL, nano_usd INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE episode (
    id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    trust TEXT NOT NULL, mission TEXT NOT NULL, x REAL, y REAL,
    importance REAL NOT NULL, vector BLOB NOT NULL
  ) STRICT;
  CREATE INDEX episode_at ON episode (at_ms);
  CREATE VIRTUAL TABLE episode_text USING fts5 (
    text, content = 'episode', content_rowid = 'id', tokenize = 'porter unicode61'
  );
  CREATE TRIGGER episode_added AFTER INSERT ON episode BEGIN
    INSERT INTO episode_text (rowid, text) VALUES (new.id, new.text);
  END;
  CREATE TRIGGER episode_removed AFTER DELETE ON episode BEGIN
    INSERT INTO episode_text (episode_text, rowid, text) VALUES ('delete', old.id, old.text);
  END;
  CREATE VIRTUAL TABLE episode_spot USING rtree (id, x0, x1, y0, y1);

  CREATE TABLE fact (
    id INTEGER PRIMARY KEY, subject TEXT NOT NULL, predicate TEXT NOT NULL, value TEXT NOT NULL,
    source TEXT NOT NULL, trust TEXT NOT NULL, confidence REAL NOT NULL,
    from_ms INTEGER NOT NULL, until_ms INTEGER, supersedes INTEGER
  ) STRICT;
  CREATE INDEX fact_subject ON fact (subject, predicate, until_ms);
  CREATE VIRTUAL TABLE fact_text USING fts5 (text, tokenize = 'porter unicode61');

  CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, x REAL NOT NULL, y REAL NOT NULL,
    source TEXT NOT NULL, trust TEXT NOT NULL
  ) STRICT;
  CREATE VIRTUAL TABLE place_spot USING rtree (id, x0, x1, y0, y1);

  CREATE TABLE mission (
    id TEXT PRIMARY KEY, goal TEXT NOT NULL, plan TEXT NOT NULL, priority INTEGER NOT NULL,
    state TEXT NOT NULL, reason TEXT NOT NULL, step INTEGER NOT NULL, policy TEXT NOT NULL,
    created_ms INTEGER NOT NULL, deadline_ms INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE task (
    id INTEGER PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL,
    priority REAL NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL, lease_until_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE budget_overrun (
    provider TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, tokens INTEGER NOT NULL, most INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE meaning (
    id INTEGER PRIMARY KEY, model TEXT NOT NULL, vector BLOB NOT NULL
  ) STRICT;
  CREATE INDEX meaning_model ON meaning (model);
  `,
  // Vectors can be made again: an earlier form of the table is not worth a translation.
  `
  DROP TABLE meaning;
  CREATE TABLE meaning (id INTEGER PRIMARY KEY, model TEXT NOT NULL, vector BLOB NOT NULL) STRICT;
  CREATE INDEX meaning_model ON meaning (model);
  `,
];
