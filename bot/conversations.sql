-- Where conversations are kept between two messages (SQLite and PostgreSQL). Both runtimes read this file: Rasa writes
-- and reads conversations (bot/store.py), the gateway deletes them (web/conversations.py). `key` and the cipher of
-- `state` are made from the conversation's id, which only the citizen's token holds: without it a row says nothing.
CREATE TABLE IF NOT EXISTS conversation (
    key VARCHAR(64) PRIMARY KEY,
    state TEXT NOT NULL,
    touched DOUBLE PRECISION NOT NULL
);
CREATE INDEX IF NOT EXISTS conversation_touched ON conversation (touched);
-- Ended conversations: nothing may be kept under their key again.
CREATE TABLE IF NOT EXISTS ended (
    key VARCHAR(64) PRIMARY KEY,
    touched DOUBLE PRECISION NOT NULL
);
