-- Figures are TEXT: as NUMERIC they would become doubles and lose digits.
CREATE TABLE tickcast_series (
  id INTEGER PRIMARY KEY,
  exchange TEXT NOT NULL,
  symbol TEXT NOT NULL,
  interval TEXT NOT NULL,
  UNIQUE (exchange, symbol, interval)
) STRICT;

-- time: open time in ms since the epoch. quote_volume: '' and trades: -1 where the exchange does not tell.
-- state: 1 complete, 2 closed, 4 read from the exchange's history after it was closed; added up.
CREATE TABLE tickcast_candle (
  series INTEGER NOT NULL REFERENCES tickcast_series,
  time INTEGER NOT NULL,
  open TEXT NOT NULL,
  high TEXT NOT NULL,
  low TEXT NOT NULL,
  close TEXT NOT NULL,
  volume TEXT NOT NULL,
  quote_volume TEXT NOT NULL,
  trades INTEGER NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (series, time)
) STRICT, WITHOUT ROWID;

-- Open times from from_time on and before to_time for which the exchange has no candle.
CREATE TABLE tickcast_hole (
  series INTEGER NOT NULL REFERENCES tickcast_series,
  from_time INTEGER NOT NULL,
  to_time INTEGER NOT NULL,
  PRIMARY KEY (series, from_time)
) STRICT, WITHOUT ROWID;

-- The node that writes, and until when, in ms by the clock of the database.
CREATE TABLE tickcast_writer (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;

INSERT INTO tickcast_writer (id, owner, name, until) VALUES (1, '', '', 0);
