BEGIN TRANSACTION;
CREATE TABLE entries (
    room INTEGER NOT NULL,
    number BIGINT NOT NULL,
    term INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    at BIGINT NOT NULL,
    author VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    body TEXT,
    salt VARCHAR,
    digest VARCHAR NOT NULL,
    chain VARCHAR NOT NULL,
    sent_at BIGINT,
    signature VARCHAR,
    withdrawn BIGINT,
    extra TEXT,
    PRIMARY KEY (room, number),
    FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;
CREATE TABLE invitations (
    room INTEGER NOT NULL,
    secret VARCHAR NOT NULL,
    door VARCHAR NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (room, secret),
    FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
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
    PRIMARY KEY (room, id),
    FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;
CREATE TABLE outbox (
    place INTEGER NOT NULL,
    room INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    text TEXT NOT NULL,
    reply_to BIGINT,
    at BIGINT NOT NULL,
    code VARCHAR,
    message VARCHAR,
    PRIMARY KEY (place),
    UNIQUE (room, id),
    FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
);
CREATE TABLE rooms (
    "key" INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    fence INTEGER DEFAULT '0' NOT NULL,
    name VARCHAR NOT NULL,
    open BOOLEAN NOT NULL,
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
    PRIMARY KEY ("key"),
    UNIQUE (id)
);
CREATE TABLE sessions (
    room INTEGER NOT NULL,
    member VARCHAR NOT NULL,
    secret VARCHAR NOT NULL,
    PRIMARY KEY (room, member),
    FOREIGN KEY(room) REFERENCES rooms ("key") ON DELETE CASCADE
);
CREATE TABLE settings (
    "key" VARCHAR NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);
CREATE UNIQUE INDEX entries_by_id ON entries (room, id);
CREATE INDEX outbox_of_room ON outbox (room, place);
PRAGMA user_version = 1;
COMMIT;
