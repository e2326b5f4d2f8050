-- Figures are TEXT: they keep the exchange's digits, of which NUMERIC would keep the value alone.
CREATE TABLE tickcast_series (
  id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  exchange TEXT NOT NULL,
  symbol TEXT NOT NULL,
  interval TEXT NOT NULL,
  UNIQUE (exchange, symbol, interval)
);

-- time: open time in ms since the epoch. quote_volume: '' and trades: -1 where the exchange does not tell.
-- state: 1 complete, 2 closed, 4 read from the exchange's history after it was closed; added up.
CREATE TABLE tickcast_candle (
  time BIGINT NOT NULL,
  trades BIGINT NOT NULL,
  series INTEGER NOT NULL REFERENCES tickcast_series,
  state SMALLINT NOT NULL,
  open TEXT NOT NULL,
  high TEXT NOT NULL,
  low TEXT NOT NULL,
  close TEXT NOT NULL,
  volume TEXT NOT NULL,
  quote_volume TEXT NOT NULL,
  PRIMARY KEY (series, time)
);

-- Open times from from_time on and before to_time for which the exchange has no candle.
CREATE TABLE tickcast_hole (
  series INTEGER NOT NULL REFERENCES tickcast_series,
  from_time BIGINT NOT NULL,
  to_time BIGINT NOT NULL,
  PRIMARY KEY (series, from_time)
);

-- The node that writes, and until when, in ms by the clock of the database.
CREATE TABLE tickcast_writer (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  until BIGINT NOT NULL
);

INSERT INTO tickcast_writer (id, owner, name, until) VALUES (1, '', '', 0);
