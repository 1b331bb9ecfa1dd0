-- The whole current schema of an Opscockpit database: the one truth.
-- Times are whole seconds since 1970 UTC; days are ISO text in the store's own business days;
-- money is integer minor units of the store's currency; ids from files are text.
-- Every row that a person can change has a version, an audit trail and a revision topic (triggers at the end).
-- Its number is never given again (AUTOINCREMENT): a screen that still shows a row that was taken back must not change
-- the next one in its place.

PRAGMA application_id = 1330664259;  -- 'OPSC'
PRAGMA user_version = 2;

-- Who did what -----------------------------------------------------------------------------------------------

-- One row per write transaction: the unit of history and of undo.
CREATE TABLE action (
  id INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  label TEXT NOT NULL,
  undoable INTEGER NOT NULL DEFAULT 1 CHECK (undoable IN (0, 1)),
  undoes INTEGER REFERENCES action (id),
  undone_by INTEGER REFERENCES action (id)
) STRICT;
CREATE INDEX action_of_actor ON action (actor, id);

-- Before and after of every row that people change; written by triggers, read by history and undo.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  action_id INTEGER NOT NULL REFERENCES action (id),
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  before TEXT,
  after TEXT
) STRICT;
CREATE INDEX audit_of_row ON audit (table_name, row_id, id);
CREATE INDEX audit_of_action ON audit (action_id);

-- Counts the changes of each topic: an open screen reloads the topics that moved.
CREATE TABLE revision (
  topic TEXT PRIMARY KEY,
  n INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO revision (topic) VALUES
  ('stores'), ('people'), ('presence'), ('must_do'), ('tasks'), ('keywords'), ('focus'), ('letters'), ('metrics'),
  ('calendar'), ('morning'), ('rules'), ('emergencies'), ('evening');

-- Stores and people ------------------------------------------------------------------------------------------

CREATE TABLE store (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  platform TEXT NOT NULL,
  zone TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  day_starts TEXT NOT NULL DEFAULT '00:00' CHECK (day_starts GLOB '[0-2][0-9]:[0-5][0-9]'),
  demo INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1))
) STRICT;

CREATE TABLE person (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  login TEXT NOT NULL UNIQUE CHECK (login <> ''),
  name TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('manager', 'member', 'guest')),
  job TEXT NOT NULL DEFAULT '',
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  -- How many tasks at once before the board warns.
  wip_limit INTEGER NOT NULL DEFAULT 3 CHECK (wip_limit BETWEEN 1 AND 99)
) STRICT;

-- Open cockpits; no audit, rows come and go. `place` is what is being looked at: '', 'task:12', 'morning:letters'.
CREATE TABLE presence (
  session TEXT PRIMARY KEY,
  login TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  place TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- A step of the store's process; exactly one owner. `covers` names the rows whose tasks go to that owner, space
-- separated: 'letter', 'letter:违规', 'metric:ad_spend', 'keyword', 'rule', 'emergency', 'step:traffic'.
CREATE TABLE link (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name <> ''),
  owner TEXT NOT NULL CHECK (owner <> ''),
  deputy TEXT,
  covers TEXT NOT NULL DEFAULT '',
  UNIQUE (store_id, name)
) STRICT;

-- The day ----------------------------------------------------------------------------------------------------

-- Template of a must-do item. `days` says when it is due: ISO weekday digits ('12345'), 'workdays', 'campaign',
-- 'month 1 -1', 'nth 2 1', 'every 3 from 2026-01-05' or 'RRULE:…'. Nobody in `owner`: whoever has the job `role`.
-- `starts` and `due` are the window in the day. `evidence`: what a tick must say ('' nothing).
CREATE TABLE routine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  title TEXT NOT NULL CHECK (title <> ''),
  step TEXT NOT NULL CHECK (step IN ('letters', 'traffic', 'keywords', 'decide', 'mine')),
  owner TEXT,
  role TEXT,
  starts TEXT,
  due TEXT,
  days TEXT NOT NULL DEFAULT '1234567',
  minutes INTEGER NOT NULL DEFAULT 0 CHECK (minutes >= 0),
  evidence TEXT NOT NULL DEFAULT '' CHECK (evidence IN ('', 'count', 'words')),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  position INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX routine_of_store ON routine (store_id, active);

-- The run of a day: made once, whoever comes first.
CREATE TABLE run (
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (store_id, day)
) STRICT, WITHOUT ROWID;

-- Today's frozen copy of a routine, or an item of its own (routine_id NULL). `wants` is the routine's `evidence`;
-- `evidence` is what was seen, `found` how many of what was looked for (0: looked, none found).
CREATE TABLE must_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  routine_id INTEGER REFERENCES routine (id) ON DELETE SET NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  step TEXT NOT NULL CHECK (step IN ('letters', 'traffic', 'keywords', 'decide', 'mine')),
  owner TEXT,
  role TEXT,
  starts TEXT,
  due TEXT,
  minutes INTEGER NOT NULL DEFAULT 0,
  wants TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'skipped', 'not_applicable', 'missed')),
  evidence TEXT NOT NULL DEFAULT '',
  found INTEGER CHECK (found >= 0),
  started_at INTEGER,
  done_by TEXT,
  done_at INTEGER,
  position INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, day, routine_id)
) STRICT;
CREATE INDEX must_item_open ON must_item (store_id, day) WHERE state = 'open';
CREATE INDEX must_item_of_routine ON must_item (routine_id, day);

-- `offered_by`: somebody handed it over and the owner has not accepted yet; `offered_from` had it before.
-- `source` is the row it was made from ('letter:12'). `moved_at` is when its state last changed.
CREATE TABLE task (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  title TEXT NOT NULL CHECK (title <> ''),
  owner TEXT,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'doing', 'done', 'dropped')),
  due TEXT,
  priority INTEGER NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 4),
  parent_id INTEGER REFERENCES task (id) ON DELETE SET NULL,
  link TEXT,
  done_when TEXT NOT NULL DEFAULT '',
  metric TEXT,
  note TEXT NOT NULL DEFAULT '',
  offered_by TEXT,
  offered_from TEXT,
  source TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  moved_at INTEGER NOT NULL
) STRICT;
CREATE INDEX task_on_board ON task (store_id, moved_at) WHERE state IN ('done', 'dropped');
CREATE INDEX task_open ON task (store_id) WHERE state IN ('open', 'doing');
CREATE INDEX task_of_parent ON task (parent_id) WHERE parent_id IS NOT NULL;

-- The one thing of a day (rank 1) and at most two side things (2, 3).
CREATE TABLE focus (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  rank INTEGER NOT NULL DEFAULT 1 CHECK (rank BETWEEN 1 AND 3),
  sentence TEXT NOT NULL CHECK (sentence <> ''),
  metric TEXT,
  target TEXT,
  owner TEXT,
  due TEXT,
  set_by TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  score TEXT CHECK (score IN ('done', 'partly', 'no', 'dropped')),
  score_note TEXT NOT NULL DEFAULT '',
  scored_by TEXT,
  scored_at INTEGER,
  -- What speaks for it: the number, the row, what was seen.
  evidence TEXT NOT NULL DEFAULT '',
  UNIQUE (store_id, day, rank)
) STRICT;

CREATE TABLE keyword (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  word TEXT NOT NULL CHECK (word <> ''),
  product TEXT NOT NULL DEFAULT '',
  owner TEXT,
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  -- One of the at most ten that the morning looks at.
  core INTEGER NOT NULL DEFAULT 1 CHECK (core IN (0, 1)),
  UNIQUE (store_id, word, product)
) STRICT;

-- One look at one word: a rank, or 'not found' (looked, not in the list). No row: not checked.
CREATE TABLE rank_look (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  keyword_id INTEGER NOT NULL REFERENCES keyword (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  rank INTEGER CHECK (rank > 0),
  state TEXT NOT NULL CHECK ((state = 'ranked' AND rank IS NOT NULL) OR (state = 'not_found' AND rank IS NULL)),
  seen_by TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  UNIQUE (keyword_id, day)
) STRICT;

-- Messages of the platform, counted by kind.
CREATE TABLE letter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  text TEXT NOT NULL DEFAULT '',
  deadline TEXT,
  owner TEXT,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  read_by TEXT,
  read_at INTEGER,
  UNIQUE (store_id, day, kind)
) STRICT;

-- The morning of a store: one flow that everybody sees, with a clock that can be stopped (running_since NULL).
CREATE TABLE morning (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  step TEXT NOT NULL CHECK (step IN ('letters', 'traffic', 'keywords', 'decide')),
  started_by TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  running_since INTEGER,
  finished_by TEXT,
  finished_at INTEGER,
  UNIQUE (store_id, day)
) STRICT;

-- `spent` is in seconds.
CREATE TABLE morning_step (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  morning_id INTEGER NOT NULL REFERENCES morning (id) ON DELETE CASCADE,
  step TEXT NOT NULL CHECK (step IN ('letters', 'traffic', 'keywords', 'decide')),
  spent INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
  done_by TEXT,
  done_at INTEGER,
  note TEXT NOT NULL DEFAULT '',
  UNIQUE (morning_id, step)
) STRICT;

-- A rule or announcement of a platform; it concerns every store there.
CREATE TABLE rule_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  platform TEXT NOT NULL CHECK (platform <> ''),
  title TEXT NOT NULL CHECK (title <> ''),
  url TEXT NOT NULL DEFAULT '',
  published TEXT,
  effective TEXT,
  bearing TEXT NOT NULL DEFAULT 'neutral' CHECK (bearing IN ('risk', 'chance', 'neutral')),
  exposure TEXT NOT NULL DEFAULT '',
  owner TEXT,
  action TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
  added_by TEXT NOT NULL,
  added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rule_item_of_platform ON rule_item (platform, state);

-- Somebody looked at a platform's announcements on a day; `fresh` is how many new ones there were.
CREATE TABLE rule_look (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  platform TEXT NOT NULL,
  day TEXT NOT NULL,
  fresh INTEGER NOT NULL CHECK (fresh >= 0),
  seen_by TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  UNIQUE (platform, day)
) STRICT;

-- An emergency (or a drill of one) and the checklist copied from its playbook when it was opened.
CREATE TABLE emergency (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  playbook TEXT NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  what TEXT NOT NULL DEFAULT '',
  drill INTEGER NOT NULL DEFAULT 0 CHECK (drill IN (0, 1)),
  owner TEXT,
  opened_by TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_by TEXT,
  closed_at INTEGER,
  result TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX emergency_of_store ON emergency (store_id, opened_at);

-- `within` is in minutes after the opening.
CREATE TABLE emergency_step (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  emergency_id INTEGER NOT NULL REFERENCES emergency (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  owner TEXT,
  role TEXT,
  within INTEGER NOT NULL CHECK (within >= 0),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'skipped')),
  note TEXT NOT NULL DEFAULT '',
  done_by TEXT,
  done_at INTEGER,
  UNIQUE (emergency_id, position)
) STRICT;

-- What people add to the evening page; the rest of it is read from the day's rows.
CREATE TABLE wrap (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  slower TEXT NOT NULL DEFAULT '',
  habit TEXT NOT NULL DEFAULT '',
  written_by TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  UNIQUE (store_id, day)
) STRICT;

-- What somebody had typed into a form when the line dropped; no audit, gone once the form is sent.
CREATE TABLE draft (
  login TEXT NOT NULL,
  form TEXT NOT NULL,
  content TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (login, form)
) STRICT, WITHOUT ROWID;

-- Campaigns, holidays, closed days, changes worth remembering; `mask` takes the days out of what is normal.
CREATE TABLE calendar_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER REFERENCES store (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''),
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  align_key TEXT,
  mask INTEGER NOT NULL DEFAULT 0 CHECK (mask IN (0, 1)),
  CHECK (first_day <= last_day)
) STRICT;
CREATE INDEX calendar_event_by_day ON calendar_event (store_id, last_day);

-- A cumulative number of a day, typed by a person or pushed by a script.
CREATE TABLE reading (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  measure TEXT NOT NULL,
  channel TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  value INTEGER NOT NULL,
  seen_by TEXT NOT NULL,
  UNIQUE (store_id, measure, channel, day, at)
) STRICT;
CREATE INDEX reading_by_day ON reading (store_id, channel, day, at, measure, value);

-- Numbers outside their normal range ---------------------------------------------------------------------------

-- A number that left its normal range, from its first day to its last. `side` is 1 above and -1 below; `z`, `value` and
-- `base` (the centre of the range) are of `last_day`, in the metric's own unit; `partial`: of a day that is not over.
CREATE TABLE alarm (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (-1, 1)),
  z REAL NOT NULL,
  value REAL NOT NULL,
  base REAL,
  partial INTEGER NOT NULL DEFAULT 0 CHECK (partial IN (0, 1)),
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'seen', 'snoozed', 'closed')),
  seen_by TEXT,
  seen_at INTEGER,
  -- The first day on which it rings again: a snooze always ends.
  snoozed_until TEXT CHECK (state <> 'snoozed' OR snoozed_until IS NOT NULL),
  closed_by TEXT,
  closed_at INTEGER,
  cause TEXT CHECK (cause IN ('confirmed', 'likely', 'unknown') AND (state <> 'closed' OR cause IS NOT NULL)),
  tag TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  task_id INTEGER REFERENCES task (id) ON DELETE SET NULL,
  CHECK (first_day <= last_day),
  UNIQUE (store_id, metric, first_day)
) STRICT;
CREATE INDEX alarm_by_day ON alarm (store_id, last_day);
CREATE INDEX alarm_of_task ON alarm (task_id) WHERE task_id IS NOT NULL;

-- What a day is planned to bring, in the metric's own unit (money in minor units).
CREATE TABLE plan (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  day TEXT NOT NULL,
  value REAL NOT NULL,
  UNIQUE (store_id, metric, day)
) STRICT;

-- How one metric of a store is judged: its own k, and the day from which a new normal counts.
CREATE TABLE metric_setting (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  k REAL CHECK (k BETWEEN 2 AND 20),
  baseline_from TEXT,
  UNIQUE (store_id, metric)
) STRICT;

-- What things cost from a day on: 'item' a piece of one sku and 'shipping' an order (both in minor units), 'fees' of
-- the platform in hundredths of a percent of net sales.
CREATE TABLE cost (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('item', 'shipping', 'fees')),
  sku TEXT NOT NULL DEFAULT '' CHECK ((kind = 'item') = (sku <> '')),
  from_day TEXT NOT NULL,
  cost INTEGER NOT NULL CHECK (cost >= 0),
  UNIQUE (store_id, kind, sku, from_day)
) STRICT;

-- Files ------------------------------------------------------------------------------------------------------

-- One imported file (or sheet): one transaction, one way back.
CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL REFERENCES store (id),
  profile TEXT NOT NULL,
  source TEXT NOT NULL,
  grain TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'undone')),
  imported_at INTEGER NOT NULL,
  imported_by TEXT NOT NULL,
  as_of INTEGER NOT NULL DEFAULT 0,
  exported_at INTEGER NOT NULL DEFAULT 0,
  first_day TEXT,
  last_day TEXT,
  rows_read INTEGER NOT NULL,
  rows_used INTEGER NOT NULL,
  rows_skipped INTEGER NOT NULL,
  rows_total_lines INTEGER NOT NULL,
  repaired INTEGER NOT NULL DEFAULT 0,
  priority INTEGER NOT NULL DEFAULT 0,
  -- Whose advertising it tells of: reports of one platform are alternatives, those of several add up.
  platform TEXT NOT NULL DEFAULT '',
  -- Measures that this source gives for the whole store (space separated); 'buyers' and 'refunds' tell of a ledger
  -- whether it knows them at all.
  complete TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '[]',
  CHECK (rows_read = rows_used + rows_skipped + rows_total_lines)
) STRICT;
CREATE UNIQUE INDEX batch_once ON batch (store_id, sha256, source) WHERE state = 'live';

CREATE TABLE batch_skip (
  batch_id INTEGER NOT NULL REFERENCES batch (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  row INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (batch_id, n)
) STRICT, WITHOUT ROWID;

-- Which days (or longer periods) a batch speaks of; where several do, the live one counts.
CREATE TABLE slice (
  store_id INTEGER NOT NULL REFERENCES store (id),
  source TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  batch_id INTEGER NOT NULL REFERENCES batch (id),
  live INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
  PRIMARY KEY (store_id, source, first_day, last_day, batch_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX slice_of_batch ON slice (batch_id);
CREATE INDEX slice_by_day ON slice (store_id, first_day, source) WHERE live = 1;

-- What was sold, under the title that it had then: a sku whose title changed has several rows.
CREATE TABLE product (
  id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL REFERENCES store (id),
  sku TEXT NOT NULL,
  title TEXT NOT NULL,
  UNIQUE (store_id, sku, title)
) STRICT;

-- A buyer is a keyed hash and nothing else.
CREATE TABLE buyer (
  id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL REFERENCES store (id),
  hash TEXT NOT NULL,
  first_day TEXT,
  UNIQUE (store_id, hash)
) STRICT;
CREATE INDEX buyer_by_first_day ON buyer (store_id, first_day);

-- One order, stand-alone refund or correction as one file tells it; of several tellings one is live.
CREATE TABLE sale (
  id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL REFERENCES store (id),
  batch_id INTEGER NOT NULL REFERENCES batch (id),
  number TEXT NOT NULL,
  live INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
  kind TEXT NOT NULL CHECK (kind IN ('sale', 'refund', 'adjustment')),
  created_at INTEGER,
  created_day TEXT,
  created_hour INTEGER,
  paid_at INTEGER,
  day TEXT,
  hour INTEGER,
  paid INTEGER NOT NULL DEFAULT 0,
  refunded INTEGER NOT NULL DEFAULT 0,
  refund_day TEXT,
  adjustment INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
  units INTEGER NOT NULL DEFAULT 0,
  postage INTEGER,
  tax INTEGER,
  discount INTEGER,
  fees INTEGER,
  buyer_id INTEGER REFERENCES buyer (id),
  region TEXT,
  channel TEXT NOT NULL DEFAULT '',
  status TEXT,
  refers_to TEXT,
  -- Columns that this telling does not know and other tellings of the order do (' buyer_id region '): they are lent.
  lent TEXT NOT NULL DEFAULT '',
  UNIQUE (store_id, number, batch_id)
) STRICT;
CREATE INDEX sale_by_day ON sale (store_id, day, paid_at, kind, paid, units, buyer_id) WHERE live = 1;
CREATE INDEX sale_by_created_day ON sale (store_id, created_day) WHERE live = 1;
CREATE INDEX sale_by_refund_day ON sale (store_id, refund_day) WHERE live = 1 AND refund_day IS NOT NULL;
CREATE INDEX sale_of_buyer ON sale (buyer_id, day) WHERE live = 1 AND buyer_id IS NOT NULL;
CREATE INDEX sale_of_batch ON sale (batch_id);

CREATE TABLE sale_line (
  sale_id INTEGER NOT NULL REFERENCES sale (id) ON DELETE CASCADE,
  row INTEGER NOT NULL,
  product_id INTEGER NOT NULL REFERENCES product (id),
  pieces INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (sale_id, row)
) STRICT, WITHOUT ROWID;

-- What a slice of a report is about, as canonical JSON ('{}' is the whole store).
CREATE TABLE dimension (
  id INTEGER PRIMARY KEY,
  dims TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL DEFAULT ''
) STRICT;

-- What a report says: one measure of one slice of one period.
CREATE TABLE fact (
  store_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  measure TEXT NOT NULL,
  dimension_id INTEGER NOT NULL REFERENCES dimension (id),
  batch_id INTEGER NOT NULL REFERENCES batch (id),
  value INTEGER NOT NULL,
  PRIMARY KEY (store_id, source, first_day, last_day, measure, dimension_id, batch_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_of_batch ON fact (batch_id);

-- Derived: what each day and hour came to. Rebuilt for the days that a batch touches, never edited.
CREATE TABLE day_measure (
  store_id INTEGER NOT NULL,
  measure TEXT NOT NULL,
  channel TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL,
  value INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (store_id, measure, channel, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX day_measure_by_day ON day_measure (store_id, day);

CREATE TABLE hour_measure (
  store_id INTEGER NOT NULL,
  measure TEXT NOT NULL,
  day TEXT NOT NULL,
  hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
  value INTEGER NOT NULL,
  PRIMARY KEY (store_id, measure, day, hour)
) STRICT, WITHOUT ROWID;

-- Small facts about the database itself (zone of the box, when it was last backed up).
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Triggers: audit and revisions of every table that people change (made alike; a test checks them against the columns)

CREATE TRIGGER store_added AFTER INSERT ON store BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'store', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'name', new.name, 'platform', new.platform,
      'zone', new.zone, 'currency', new.currency, 'day_starts', new.day_starts, 'demo', new.demo));
  UPDATE revision SET n = n + 1 WHERE topic = 'stores';
END;

CREATE TRIGGER store_changed AFTER UPDATE ON store BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'store', new.id, json_object(
      'id', old.id, 'version', old.version, 'name', old.name, 'platform', old.platform,
      'zone', old.zone, 'currency', old.currency, 'day_starts', old.day_starts, 'demo', old.demo), json_object(
      'id', new.id, 'version', new.version, 'name', new.name, 'platform', new.platform,
      'zone', new.zone, 'currency', new.currency, 'day_starts', new.day_starts, 'demo', new.demo));
  UPDATE revision SET n = n + 1 WHERE topic = 'stores';
END;

CREATE TRIGGER store_removed AFTER DELETE ON store BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'store', old.id, json_object(
      'id', old.id, 'version', old.version, 'name', old.name, 'platform', old.platform,
      'zone', old.zone, 'currency', old.currency, 'day_starts', old.day_starts, 'demo', old.demo), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'stores';
END;

CREATE TRIGGER person_added AFTER INSERT ON person BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'person', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'login', new.login, 'name', new.name, 'role', new.role,
      'job', new.job, 'active', new.active, 'wip_limit', new.wip_limit));
  UPDATE revision SET n = n + 1 WHERE topic = 'people';
END;

CREATE TRIGGER person_changed AFTER UPDATE ON person BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'person', new.id, json_object(
      'id', old.id, 'version', old.version, 'login', old.login, 'name', old.name, 'role', old.role,
      'job', old.job, 'active', old.active, 'wip_limit', old.wip_limit), json_object(
      'id', new.id, 'version', new.version, 'login', new.login, 'name', new.name, 'role', new.role,
      'job', new.job, 'active', new.active, 'wip_limit', new.wip_limit));
  UPDATE revision SET n = n + 1 WHERE topic = 'people';
END;

CREATE TRIGGER person_removed AFTER DELETE ON person BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'person', old.id, json_object(
      'id', old.id, 'version', old.version, 'login', old.login, 'name', old.name, 'role', old.role,
      'job', old.job, 'active', old.active, 'wip_limit', old.wip_limit), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'people';
END;

CREATE TRIGGER link_added AFTER INSERT ON link BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'link', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'name', new.name,
      'owner', new.owner, 'deputy', new.deputy, 'covers', new.covers));
  UPDATE revision SET n = n + 1 WHERE topic = 'tasks';
END;

CREATE TRIGGER link_changed AFTER UPDATE ON link BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'link', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'name', old.name,
      'owner', old.owner, 'deputy', old.deputy, 'covers', old.covers), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'name', new.name,
      'owner', new.owner, 'deputy', new.deputy, 'covers', new.covers));
  UPDATE revision SET n = n + 1 WHERE topic = 'tasks';
END;

CREATE TRIGGER link_removed AFTER DELETE ON link BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'link', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'name', old.name,
      'owner', old.owner, 'deputy', old.deputy, 'covers', old.covers), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'tasks';
END;

CREATE TRIGGER routine_added AFTER INSERT ON routine BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'routine', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'title', new.title,
      'step', new.step, 'owner', new.owner, 'role', new.role, 'starts', new.starts, 'due', new.due,
      'days', new.days, 'minutes', new.minutes, 'evidence', new.evidence, 'active', new.active,
      'position', new.position));
  UPDATE revision SET n = n + 1 WHERE topic = 'must_do';
END;

CREATE TRIGGER routine_changed AFTER UPDATE ON routine BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'routine', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'title', old.title,
      'step', old.step, 'owner', old.owner, 'role', old.role, 'starts', old.starts, 'due', old.due,
      'days', old.days, 'minutes', old.minutes, 'evidence', old.evidence, 'active', old.active,
      'position', old.position), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'title', new.title,
      'step', new.step, 'owner', new.owner, 'role', new.role, 'starts', new.starts, 'due', new.due,
      'days', new.days, 'minutes', new.minutes, 'evidence', new.evidence, 'active', new.active,
      'position', new.position));
  UPDATE revision SET n = n + 1 WHERE topic = 'must_do';
END;

CREATE TRIGGER routine_removed AFTER DELETE ON routine BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'routine', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'title', old.title,
      'step', old.step, 'owner', old.owner, 'role', old.role, 'starts', old.starts, 'due', old.due,
      'days', old.days, 'minutes', old.minutes, 'evidence', old.evidence, 'active', old.active,
      'position', old.position), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'must_do';
END;

CREATE TRIGGER must_item_added AFTER INSERT ON must_item BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'must_item', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'routine_id', new.routine_id, 'title', new.title, 'step', new.step, 'owner', new.owner,
      'role', new.role, 'starts', new.starts, 'due', new.due, 'minutes', new.minutes,
      'wants', new.wants, 'state', new.state, 'evidence', new.evidence, 'found', new.found,
      'started_at', new.started_at, 'done_by', new.done_by, 'done_at', new.done_at,
      'position', new.position));
  UPDATE revision SET n = n + 1 WHERE topic = 'must_do';
END;

CREATE TRIGGER must_item_changed AFTER UPDATE ON must_item BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'must_item', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'routine_id', old.routine_id, 'title', old.title, 'step', old.step, 'owner', old.owner,
      'role', old.role, 'starts', old.starts, 'due', old.due, 'minutes', old.minutes,
      'wants', old.wants, 'state', old.state, 'evidence', old.evidence, 'found', old.found,
      'started_at', old.started_at, 'done_by', old.done_by, 'done_at', old.done_at,
      'position', old.position), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'routine_id', new.routine_id, 'title', new.title, 'step', new.step, 'owner', new.owner,
      'role', new.role, 'starts', new.starts, 'due', new.due, 'minutes', new.minutes,
      'wants', new.wants, 'state', new.state, 'evidence', new.evidence, 'found', new.found,
      'started_at', new.started_at, 'done_by', new.done_by, 'done_at', new.done_at,
      'position', new.position));
  UPDATE revision SET n = n + 1 WHERE topic = 'must_do';
END;

CREATE TRIGGER must_item_removed AFTER DELETE ON must_item BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'must_item', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'routine_id', old.routine_id, 'title', old.title, 'step', old.step, 'owner', old.owner,
      'role', old.role, 'starts', old.starts, 'due', old.due, 'minutes', old.minutes,
      'wants', old.wants, 'state', old.state, 'evidence', old.evidence, 'found', old.found,
      'started_at', old.started_at, 'done_by', old.done_by, 'done_at', old.done_at,
      'position', old.position), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'must_do';
END;

CREATE TRIGGER task_added AFTER INSERT ON task BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'task', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'title', new.title,
      'owner', new.owner, 'state', new.state, 'due', new.due, 'priority', new.priority,
      'parent_id', new.parent_id, 'link', new.link, 'done_when', new.done_when,
      'metric', new.metric, 'note', new.note, 'offered_by', new.offered_by,
      'offered_from', new.offered_from, 'source', new.source, 'created_by', new.created_by,
      'created_at', new.created_at, 'moved_at', new.moved_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'tasks';
END;

CREATE TRIGGER task_changed AFTER UPDATE ON task BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'task', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'title', old.title,
      'owner', old.owner, 'state', old.state, 'due', old.due, 'priority', old.priority,
      'parent_id', old.parent_id, 'link', old.link, 'done_when', old.done_when,
      'metric', old.metric, 'note', old.note, 'offered_by', old.offered_by,
      'offered_from', old.offered_from, 'source', old.source, 'created_by', old.created_by,
      'created_at', old.created_at, 'moved_at', old.moved_at), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'title', new.title,
      'owner', new.owner, 'state', new.state, 'due', new.due, 'priority', new.priority,
      'parent_id', new.parent_id, 'link', new.link, 'done_when', new.done_when,
      'metric', new.metric, 'note', new.note, 'offered_by', new.offered_by,
      'offered_from', new.offered_from, 'source', new.source, 'created_by', new.created_by,
      'created_at', new.created_at, 'moved_at', new.moved_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'tasks';
END;

CREATE TRIGGER task_removed AFTER DELETE ON task BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'task', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'title', old.title,
      'owner', old.owner, 'state', old.state, 'due', old.due, 'priority', old.priority,
      'parent_id', old.parent_id, 'link', old.link, 'done_when', old.done_when,
      'metric', old.metric, 'note', old.note, 'offered_by', old.offered_by,
      'offered_from', old.offered_from, 'source', old.source, 'created_by', old.created_by,
      'created_at', old.created_at, 'moved_at', old.moved_at), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'tasks';
END;

CREATE TRIGGER focus_added AFTER INSERT ON focus BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'focus', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'rank', new.rank, 'sentence', new.sentence, 'metric', new.metric, 'target', new.target,
      'owner', new.owner, 'due', new.due, 'set_by', new.set_by, 'set_at', new.set_at,
      'score', new.score, 'score_note', new.score_note, 'scored_by', new.scored_by,
      'scored_at', new.scored_at, 'evidence', new.evidence));
  UPDATE revision SET n = n + 1 WHERE topic = 'focus';
END;

CREATE TRIGGER focus_changed AFTER UPDATE ON focus BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'focus', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'rank', old.rank, 'sentence', old.sentence, 'metric', old.metric, 'target', old.target,
      'owner', old.owner, 'due', old.due, 'set_by', old.set_by, 'set_at', old.set_at,
      'score', old.score, 'score_note', old.score_note, 'scored_by', old.scored_by,
      'scored_at', old.scored_at, 'evidence', old.evidence), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'rank', new.rank, 'sentence', new.sentence, 'metric', new.metric, 'target', new.target,
      'owner', new.owner, 'due', new.due, 'set_by', new.set_by, 'set_at', new.set_at,
      'score', new.score, 'score_note', new.score_note, 'scored_by', new.scored_by,
      'scored_at', new.scored_at, 'evidence', new.evidence));
  UPDATE revision SET n = n + 1 WHERE topic = 'focus';
END;

CREATE TRIGGER focus_removed AFTER DELETE ON focus BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'focus', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'rank', old.rank, 'sentence', old.sentence, 'metric', old.metric, 'target', old.target,
      'owner', old.owner, 'due', old.due, 'set_by', old.set_by, 'set_at', old.set_at,
      'score', old.score, 'score_note', old.score_note, 'scored_by', old.scored_by,
      'scored_at', old.scored_at, 'evidence', old.evidence), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'focus';
END;

CREATE TRIGGER keyword_added AFTER INSERT ON keyword BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'keyword', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'word', new.word,
      'product', new.product, 'owner', new.owner, 'active', new.active, 'core', new.core));
  UPDATE revision SET n = n + 1 WHERE topic = 'keywords';
END;

CREATE TRIGGER keyword_changed AFTER UPDATE ON keyword BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'keyword', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'word', old.word,
      'product', old.product, 'owner', old.owner, 'active', old.active, 'core', old.core), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'word', new.word,
      'product', new.product, 'owner', new.owner, 'active', new.active, 'core', new.core));
  UPDATE revision SET n = n + 1 WHERE topic = 'keywords';
END;

CREATE TRIGGER keyword_removed AFTER DELETE ON keyword BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'keyword', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'word', old.word,
      'product', old.product, 'owner', old.owner, 'active', old.active, 'core', old.core), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'keywords';
END;

CREATE TRIGGER rank_look_added AFTER INSERT ON rank_look BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'rank_look', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'keyword_id', new.keyword_id, 'day', new.day,
      'rank', new.rank, 'state', new.state, 'seen_by', new.seen_by, 'seen_at', new.seen_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'keywords';
END;

CREATE TRIGGER rank_look_changed AFTER UPDATE ON rank_look BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'rank_look', new.id, json_object(
      'id', old.id, 'version', old.version, 'keyword_id', old.keyword_id, 'day', old.day,
      'rank', old.rank, 'state', old.state, 'seen_by', old.seen_by, 'seen_at', old.seen_at), json_object(
      'id', new.id, 'version', new.version, 'keyword_id', new.keyword_id, 'day', new.day,
      'rank', new.rank, 'state', new.state, 'seen_by', new.seen_by, 'seen_at', new.seen_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'keywords';
END;

CREATE TRIGGER rank_look_removed AFTER DELETE ON rank_look BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'rank_look', old.id, json_object(
      'id', old.id, 'version', old.version, 'keyword_id', old.keyword_id, 'day', old.day,
      'rank', old.rank, 'state', old.state, 'seen_by', old.seen_by, 'seen_at', old.seen_at), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'keywords';
END;

CREATE TRIGGER letter_added AFTER INSERT ON letter BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'letter', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'kind', new.kind, 'amount', new.amount, 'text', new.text, 'deadline', new.deadline,
      'owner', new.owner, 'state', new.state, 'read_by', new.read_by, 'read_at', new.read_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'letters';
END;

CREATE TRIGGER letter_changed AFTER UPDATE ON letter BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'letter', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'kind', old.kind, 'amount', old.amount, 'text', old.text, 'deadline', old.deadline,
      'owner', old.owner, 'state', old.state, 'read_by', old.read_by, 'read_at', old.read_at), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'kind', new.kind, 'amount', new.amount, 'text', new.text, 'deadline', new.deadline,
      'owner', new.owner, 'state', new.state, 'read_by', new.read_by, 'read_at', new.read_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'letters';
END;

CREATE TRIGGER letter_removed AFTER DELETE ON letter BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'letter', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'kind', old.kind, 'amount', old.amount, 'text', old.text, 'deadline', old.deadline,
      'owner', old.owner, 'state', old.state, 'read_by', old.read_by, 'read_at', old.read_at), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'letters';
END;

CREATE TRIGGER calendar_event_added AFTER INSERT ON calendar_event BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'calendar_event', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'kind', new.kind,
      'name', new.name, 'first_day', new.first_day, 'last_day', new.last_day,
      'align_key', new.align_key, 'mask', new.mask));
  UPDATE revision SET n = n + 1 WHERE topic = 'calendar';
END;

CREATE TRIGGER calendar_event_changed AFTER UPDATE ON calendar_event BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'calendar_event', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'kind', old.kind,
      'name', old.name, 'first_day', old.first_day, 'last_day', old.last_day,
      'align_key', old.align_key, 'mask', old.mask), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'kind', new.kind,
      'name', new.name, 'first_day', new.first_day, 'last_day', new.last_day,
      'align_key', new.align_key, 'mask', new.mask));
  UPDATE revision SET n = n + 1 WHERE topic = 'calendar';
END;

CREATE TRIGGER calendar_event_removed AFTER DELETE ON calendar_event BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'calendar_event', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'kind', old.kind,
      'name', old.name, 'first_day', old.first_day, 'last_day', old.last_day,
      'align_key', old.align_key, 'mask', old.mask), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'calendar';
END;

CREATE TRIGGER reading_added AFTER INSERT ON reading BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'reading', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'measure', new.measure, 'channel', new.channel, 'at', new.at, 'value', new.value,
      'seen_by', new.seen_by));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER reading_changed AFTER UPDATE ON reading BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'reading', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'measure', old.measure, 'channel', old.channel, 'at', old.at, 'value', old.value,
      'seen_by', old.seen_by), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'measure', new.measure, 'channel', new.channel, 'at', new.at, 'value', new.value,
      'seen_by', new.seen_by));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER reading_removed AFTER DELETE ON reading BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'reading', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'measure', old.measure, 'channel', old.channel, 'at', old.at, 'value', old.value,
      'seen_by', old.seen_by), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER morning_added AFTER INSERT ON morning BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'morning', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'step', new.step, 'started_by', new.started_by, 'started_at', new.started_at,
      'running_since', new.running_since, 'finished_by', new.finished_by,
      'finished_at', new.finished_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'morning';
END;

CREATE TRIGGER morning_changed AFTER UPDATE ON morning BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'morning', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'step', old.step, 'started_by', old.started_by, 'started_at', old.started_at,
      'running_since', old.running_since, 'finished_by', old.finished_by,
      'finished_at', old.finished_at), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'step', new.step, 'started_by', new.started_by, 'started_at', new.started_at,
      'running_since', new.running_since, 'finished_by', new.finished_by,
      'finished_at', new.finished_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'morning';
END;

CREATE TRIGGER morning_removed AFTER DELETE ON morning BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'morning', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'step', old.step, 'started_by', old.started_by, 'started_at', old.started_at,
      'running_since', old.running_since, 'finished_by', old.finished_by,
      'finished_at', old.finished_at), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'morning';
END;

CREATE TRIGGER morning_step_added AFTER INSERT ON morning_step BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'morning_step', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'morning_id', new.morning_id, 'step', new.step,
      'spent', new.spent, 'done_by', new.done_by, 'done_at', new.done_at, 'note', new.note));
  UPDATE revision SET n = n + 1 WHERE topic = 'morning';
END;

CREATE TRIGGER morning_step_changed AFTER UPDATE ON morning_step BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'morning_step', new.id, json_object(
      'id', old.id, 'version', old.version, 'morning_id', old.morning_id, 'step', old.step,
      'spent', old.spent, 'done_by', old.done_by, 'done_at', old.done_at, 'note', old.note), json_object(
      'id', new.id, 'version', new.version, 'morning_id', new.morning_id, 'step', new.step,
      'spent', new.spent, 'done_by', new.done_by, 'done_at', new.done_at, 'note', new.note));
  UPDATE revision SET n = n + 1 WHERE topic = 'morning';
END;

CREATE TRIGGER morning_step_removed AFTER DELETE ON morning_step BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'morning_step', old.id, json_object(
      'id', old.id, 'version', old.version, 'morning_id', old.morning_id, 'step', old.step,
      'spent', old.spent, 'done_by', old.done_by, 'done_at', old.done_at, 'note', old.note), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'morning';
END;

CREATE TRIGGER rule_item_added AFTER INSERT ON rule_item BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'rule_item', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'platform', new.platform, 'title', new.title,
      'url', new.url, 'published', new.published, 'effective', new.effective,
      'bearing', new.bearing, 'exposure', new.exposure, 'owner', new.owner, 'action', new.action,
      'state', new.state, 'added_by', new.added_by, 'added_at', new.added_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'rules';
END;

CREATE TRIGGER rule_item_changed AFTER UPDATE ON rule_item BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'rule_item', new.id, json_object(
      'id', old.id, 'version', old.version, 'platform', old.platform, 'title', old.title,
      'url', old.url, 'published', old.published, 'effective', old.effective,
      'bearing', old.bearing, 'exposure', old.exposure, 'owner', old.owner, 'action', old.action,
      'state', old.state, 'added_by', old.added_by, 'added_at', old.added_at), json_object(
      'id', new.id, 'version', new.version, 'platform', new.platform, 'title', new.title,
      'url', new.url, 'published', new.published, 'effective', new.effective,
      'bearing', new.bearing, 'exposure', new.exposure, 'owner', new.owner, 'action', new.action,
      'state', new.state, 'added_by', new.added_by, 'added_at', new.added_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'rules';
END;

CREATE TRIGGER rule_item_removed AFTER DELETE ON rule_item BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'rule_item', old.id, json_object(
      'id', old.id, 'version', old.version, 'platform', old.platform, 'title', old.title,
      'url', old.url, 'published', old.published, 'effective', old.effective,
      'bearing', old.bearing, 'exposure', old.exposure, 'owner', old.owner, 'action', old.action,
      'state', old.state, 'added_by', old.added_by, 'added_at', old.added_at), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'rules';
END;

CREATE TRIGGER rule_look_added AFTER INSERT ON rule_look BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'rule_look', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'platform', new.platform, 'day', new.day,
      'fresh', new.fresh, 'seen_by', new.seen_by, 'seen_at', new.seen_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'rules';
END;

CREATE TRIGGER rule_look_changed AFTER UPDATE ON rule_look BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'rule_look', new.id, json_object(
      'id', old.id, 'version', old.version, 'platform', old.platform, 'day', old.day,
      'fresh', old.fresh, 'seen_by', old.seen_by, 'seen_at', old.seen_at), json_object(
      'id', new.id, 'version', new.version, 'platform', new.platform, 'day', new.day,
      'fresh', new.fresh, 'seen_by', new.seen_by, 'seen_at', new.seen_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'rules';
END;

CREATE TRIGGER rule_look_removed AFTER DELETE ON rule_look BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'rule_look', old.id, json_object(
      'id', old.id, 'version', old.version, 'platform', old.platform, 'day', old.day,
      'fresh', old.fresh, 'seen_by', old.seen_by, 'seen_at', old.seen_at), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'rules';
END;

CREATE TRIGGER emergency_added AFTER INSERT ON emergency BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'emergency', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'playbook', new.playbook,
      'title', new.title, 'what', new.what, 'drill', new.drill, 'owner', new.owner,
      'opened_by', new.opened_by, 'opened_at', new.opened_at, 'closed_by', new.closed_by,
      'closed_at', new.closed_at, 'result', new.result));
  UPDATE revision SET n = n + 1 WHERE topic = 'emergencies';
END;

CREATE TRIGGER emergency_changed AFTER UPDATE ON emergency BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'emergency', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'playbook', old.playbook,
      'title', old.title, 'what', old.what, 'drill', old.drill, 'owner', old.owner,
      'opened_by', old.opened_by, 'opened_at', old.opened_at, 'closed_by', old.closed_by,
      'closed_at', old.closed_at, 'result', old.result), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'playbook', new.playbook,
      'title', new.title, 'what', new.what, 'drill', new.drill, 'owner', new.owner,
      'opened_by', new.opened_by, 'opened_at', new.opened_at, 'closed_by', new.closed_by,
      'closed_at', new.closed_at, 'result', new.result));
  UPDATE revision SET n = n + 1 WHERE topic = 'emergencies';
END;

CREATE TRIGGER emergency_removed AFTER DELETE ON emergency BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'emergency', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'playbook', old.playbook,
      'title', old.title, 'what', old.what, 'drill', old.drill, 'owner', old.owner,
      'opened_by', old.opened_by, 'opened_at', old.opened_at, 'closed_by', old.closed_by,
      'closed_at', old.closed_at, 'result', old.result), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'emergencies';
END;

CREATE TRIGGER emergency_step_added AFTER INSERT ON emergency_step BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'emergency_step', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'emergency_id', new.emergency_id,
      'position', new.position, 'title', new.title, 'owner', new.owner, 'role', new.role,
      'within', new.within, 'state', new.state, 'note', new.note, 'done_by', new.done_by,
      'done_at', new.done_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'emergencies';
END;

CREATE TRIGGER emergency_step_changed AFTER UPDATE ON emergency_step BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'emergency_step', new.id, json_object(
      'id', old.id, 'version', old.version, 'emergency_id', old.emergency_id,
      'position', old.position, 'title', old.title, 'owner', old.owner, 'role', old.role,
      'within', old.within, 'state', old.state, 'note', old.note, 'done_by', old.done_by,
      'done_at', old.done_at), json_object(
      'id', new.id, 'version', new.version, 'emergency_id', new.emergency_id,
      'position', new.position, 'title', new.title, 'owner', new.owner, 'role', new.role,
      'within', new.within, 'state', new.state, 'note', new.note, 'done_by', new.done_by,
      'done_at', new.done_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'emergencies';
END;

CREATE TRIGGER emergency_step_removed AFTER DELETE ON emergency_step BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'emergency_step', old.id, json_object(
      'id', old.id, 'version', old.version, 'emergency_id', old.emergency_id,
      'position', old.position, 'title', old.title, 'owner', old.owner, 'role', old.role,
      'within', old.within, 'state', old.state, 'note', old.note, 'done_by', old.done_by,
      'done_at', old.done_at), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'emergencies';
END;

CREATE TRIGGER wrap_added AFTER INSERT ON wrap BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'wrap', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'note', new.note, 'slower', new.slower, 'habit', new.habit, 'written_by', new.written_by,
      'written_at', new.written_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'evening';
END;

CREATE TRIGGER wrap_changed AFTER UPDATE ON wrap BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'wrap', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'note', old.note, 'slower', old.slower, 'habit', old.habit, 'written_by', old.written_by,
      'written_at', old.written_at), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'day', new.day,
      'note', new.note, 'slower', new.slower, 'habit', new.habit, 'written_by', new.written_by,
      'written_at', new.written_at));
  UPDATE revision SET n = n + 1 WHERE topic = 'evening';
END;

CREATE TRIGGER wrap_removed AFTER DELETE ON wrap BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'wrap', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'day', old.day,
      'note', old.note, 'slower', old.slower, 'habit', old.habit, 'written_by', old.written_by,
      'written_at', old.written_at), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'evening';
END;

CREATE TRIGGER alarm_added AFTER INSERT ON alarm BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'alarm', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'metric', new.metric,
      'first_day', new.first_day, 'last_day', new.last_day, 'side', new.side, 'z', new.z,
      'value', new.value, 'base', new.base, 'partial', new.partial, 'state', new.state,
      'seen_by', new.seen_by, 'seen_at', new.seen_at, 'snoozed_until', new.snoozed_until,
      'closed_by', new.closed_by, 'closed_at', new.closed_at, 'cause', new.cause, 'tag', new.tag,
      'note', new.note, 'task_id', new.task_id));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER alarm_changed AFTER UPDATE ON alarm BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'alarm', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'metric', old.metric,
      'first_day', old.first_day, 'last_day', old.last_day, 'side', old.side, 'z', old.z,
      'value', old.value, 'base', old.base, 'partial', old.partial, 'state', old.state,
      'seen_by', old.seen_by, 'seen_at', old.seen_at, 'snoozed_until', old.snoozed_until,
      'closed_by', old.closed_by, 'closed_at', old.closed_at, 'cause', old.cause, 'tag', old.tag,
      'note', old.note, 'task_id', old.task_id), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'metric', new.metric,
      'first_day', new.first_day, 'last_day', new.last_day, 'side', new.side, 'z', new.z,
      'value', new.value, 'base', new.base, 'partial', new.partial, 'state', new.state,
      'seen_by', new.seen_by, 'seen_at', new.seen_at, 'snoozed_until', new.snoozed_until,
      'closed_by', new.closed_by, 'closed_at', new.closed_at, 'cause', new.cause, 'tag', new.tag,
      'note', new.note, 'task_id', new.task_id));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER alarm_removed AFTER DELETE ON alarm BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'alarm', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'metric', old.metric,
      'first_day', old.first_day, 'last_day', old.last_day, 'side', old.side, 'z', old.z,
      'value', old.value, 'base', old.base, 'partial', old.partial, 'state', old.state,
      'seen_by', old.seen_by, 'seen_at', old.seen_at, 'snoozed_until', old.snoozed_until,
      'closed_by', old.closed_by, 'closed_at', old.closed_at, 'cause', old.cause, 'tag', old.tag,
      'note', old.note, 'task_id', old.task_id), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER plan_added AFTER INSERT ON plan BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'plan', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'metric', new.metric,
      'day', new.day, 'value', new.value));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER plan_changed AFTER UPDATE ON plan BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'plan', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'metric', old.metric,
      'day', old.day, 'value', old.value), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'metric', new.metric,
      'day', new.day, 'value', new.value));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER plan_removed AFTER DELETE ON plan BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'plan', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'metric', old.metric,
      'day', old.day, 'value', old.value), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER metric_setting_added AFTER INSERT ON metric_setting BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'metric_setting', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'metric', new.metric,
      'k', new.k, 'baseline_from', new.baseline_from));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER metric_setting_changed AFTER UPDATE ON metric_setting BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'metric_setting', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'metric', old.metric,
      'k', old.k, 'baseline_from', old.baseline_from), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'metric', new.metric,
      'k', new.k, 'baseline_from', new.baseline_from));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER metric_setting_removed AFTER DELETE ON metric_setting BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'metric_setting', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'metric', old.metric,
      'k', old.k, 'baseline_from', old.baseline_from), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER cost_added AFTER INSERT ON cost BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'cost', new.id, NULL, json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'kind', new.kind,
      'sku', new.sku, 'from_day', new.from_day, 'cost', new.cost));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER cost_changed AFTER UPDATE ON cost BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'cost', new.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'kind', old.kind,
      'sku', old.sku, 'from_day', old.from_day, 'cost', old.cost), json_object(
      'id', new.id, 'version', new.version, 'store_id', new.store_id, 'kind', new.kind,
      'sku', new.sku, 'from_day', new.from_day, 'cost', new.cost));
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER cost_removed AFTER DELETE ON cost BEGIN
  INSERT INTO audit (action_id, table_name, row_id, before, after)
    VALUES ((SELECT max(id) FROM action), 'cost', old.id, json_object(
      'id', old.id, 'version', old.version, 'store_id', old.store_id, 'kind', old.kind,
      'sku', old.sku, 'from_day', old.from_day, 'cost', old.cost), NULL);
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER batch_insert AFTER INSERT ON batch BEGIN
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER batch_update AFTER UPDATE ON batch BEGIN
  UPDATE revision SET n = n + 1 WHERE topic = 'metrics';
END;

CREATE TRIGGER presence_insert AFTER INSERT ON presence BEGIN
  UPDATE revision SET n = n + 1 WHERE topic = 'presence';
END;

CREATE TRIGGER presence_delete AFTER DELETE ON presence BEGIN
  UPDATE revision SET n = n + 1 WHERE topic = 'presence';
END;

CREATE TRIGGER presence_active AFTER UPDATE OF active, place ON presence
  WHEN old.active <> new.active OR old.place <> new.place BEGIN
  UPDATE revision SET n = n + 1 WHERE topic = 'presence';
END;
