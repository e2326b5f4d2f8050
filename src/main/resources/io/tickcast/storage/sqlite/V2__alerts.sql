-- rule: JSON, with the secrets of its receivers. revision rises with each change of the rule, generation with each that
-- lets it begin anew; step, fired, phase and since are its state. since: ms since the epoch.
CREATE TABLE tickcast_alert (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  rule TEXT NOT NULL,
  revision INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  step INTEGER NOT NULL,
  fired INTEGER NOT NULL,
  phase TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

CREATE INDEX tickcast_alert_owner ON tickcast_alert (owner);

-- id: webhook-id. firing: JSON. time: when it fired, in ms since the epoch.
CREATE TABLE tickcast_firing (
  id TEXT PRIMARY KEY,
  alert TEXT NOT NULL REFERENCES tickcast_alert ON DELETE CASCADE,
  time INTEGER NOT NULL,
  firing TEXT NOT NULL
) STRICT;

CREATE INDEX tickcast_firing_alert ON tickcast_firing (alert, time);
CREATE INDEX tickcast_firing_time ON tickcast_firing (time);

-- receiver: JSON, as the rule had it when it fired. next_at: of the next attempt, in ms since the epoch; -1 when none
-- follows.
CREATE TABLE tickcast_delivery (
  firing TEXT NOT NULL REFERENCES tickcast_firing ON DELETE CASCADE,
  number INTEGER NOT NULL,
  receiver TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  PRIMARY KEY (firing, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX tickcast_delivery_pending ON tickcast_delivery (next_at) WHERE next_at >= 0;

-- status: of HTTP; 0 when there was no answer. error: '' when it was delivered.
CREATE TABLE tickcast_attempt (
  firing TEXT NOT NULL,
  number INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (firing, number, attempt),
  FOREIGN KEY (firing, number) REFERENCES tickcast_delivery ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Tells whether several nodes share this database.
CREATE TABLE tickcast_database (
  id TEXT PRIMARY KEY
) STRICT;

INSERT INTO tickcast_database (id) VALUES (lower(hex(randomblob(16))));
