CREATE TABLE settings (
  "key" VARCHAR NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY ("key")
);

CREATE TABLE rooms (
  "key" INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  role VARCHAR NOT NULL,
  fence INTEGER DEFAULT '0' NOT NULL,
  name VARCHAR NOT NULL,
  host VARCHAR NOT NULL,
  host_key VARCHAR NOT NULL,
  term INTEGER NOT NULL,
  last BIGINT NOT NULL,
  chain VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  unknown BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  running BOOLEAN NOT NULL,
  read BIGINT DEFAULT '0' NOT NULL,
  draft TEXT DEFAULT '' NOT NULL,
  details TEXT DEFAULT '{}' NOT NULL,
  admission VARCHAR DEFAULT 'invited' NOT NULL,
  topic TEXT DEFAULT '' NOT NULL,
  history BIGINT DEFAULT '-1' NOT NULL,
  slow_mode INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY ("key"),
  UNIQUE (id)
);

CREATE TABLE members (
  room INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  joined BIGINT NOT NULL,
  first BIGINT NOT NULL,
  door VARCHAR NOT NULL,
  "key" VARCHAR,
  session VARCHAR,
  here BOOLEAN NOT NULL,
  seen_at BIGINT DEFAULT '0' NOT NULL,
  role VARCHAR DEFAULT 'member' NOT NULL,
  muted BOOLEAN DEFAULT '0' NOT NULL,
  out VARCHAR DEFAULT '' NOT NULL,
  name_freed BOOLEAN DEFAULT '0' NOT NULL,
  "by" VARCHAR,
  way VARCHAR,
  invite VARCHAR,
  status VARCHAR DEFAULT '' NOT NULL,
  colour INTEGER,
  picture VARCHAR DEFAULT '' NOT NULL,
  PRIMARY KEY (room, id),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE speakers (
  "key" INTEGER NOT NULL,
  room INTEGER NOT NULL,
  author VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  PRIMARY KEY ("key"),
  UNIQUE (room, author, name),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
);

CREATE TABLE entries (
  room INTEGER NOT NULL,
  number BIGINT NOT NULL,
  term INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  speaker INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  body VARCHAR,
  salt VARCHAR,
  kept_digest VARCHAR,
  sent_at BIGINT,
  signature VARCHAR,
  withdrawn BIGINT,
  extra TEXT,
  PRIMARY KEY (room, number),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE UNIQUE INDEX entries_by_id ON entries (room, id);

CREATE TABLE chains (
  room INTEGER NOT NULL,
  number BIGINT NOT NULL,
  chain VARCHAR NOT NULL,
  PRIMARY KEY (room, number),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE sessions (
  room INTEGER NOT NULL,
  member VARCHAR NOT NULL,
  secret VARCHAR NOT NULL,
  PRIMARY KEY (room, member),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
);

CREATE TABLE invitations (
  room INTEGER NOT NULL,
  secret VARCHAR NOT NULL,
  door VARCHAR NOT NULL,
  created_at BIGINT NOT NULL,
  "by" VARCHAR,
  id VARCHAR DEFAULT '' NOT NULL,
  label VARCHAR DEFAULT '' NOT NULL,
  most_uses INTEGER,
  uses INTEGER DEFAULT '0' NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  PRIMARY KEY (room, secret),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
);

CREATE TABLE outbox (
  place INTEGER NOT NULL,
  room INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  text TEXT NOT NULL,
  reply_to BIGINT,
  at BIGINT NOT NULL,
  code VARCHAR,
  message VARCHAR,
  rest TEXT DEFAULT '' NOT NULL,
  PRIMARY KEY (place),
  UNIQUE (room, id),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
);

CREATE INDEX outbox_of_room ON outbox (room, place);

CREATE TABLE checks (
  room INTEGER NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (room),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
);

CREATE TABLE faults (
  room INTEGER NOT NULL,
  number BIGINT NOT NULL,
  fault VARCHAR NOT NULL,
  "by" BIGINT,
  PRIMARY KEY (room, number),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE amendments (
  room INTEGER NOT NULL,
  target BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (room, target, number),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE reactions (
  room INTEGER NOT NULL,
  target BIGINT NOT NULL,
  emoji VARCHAR NOT NULL,
  member VARCHAR NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (room, target, emoji, member),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE pins (
  room INTEGER NOT NULL,
  target BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (room, target),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE indexes (
  room INTEGER NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (room),
  FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
);

CREATE TABLE blocked (
  member VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  wishes_only BOOLEAN DEFAULT '0' NOT NULL,
  PRIMARY KEY (member)
)
 WITHOUT ROWID;

PRAGMA user_version = 7;
