/**
 * The database's shape, as the steps that lead to it: the one at index n makes version n + 1 of version n. What was
 * released is never changed, only added to.
 *
 * Times are REAL: session time has fractions. A line's words are JSON, `[text, startMs, endMs, confidence][]`.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE guilds (
      id TEXT PRIMARY KEY,
      left_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID`,

    `CREATE TABLE sessions (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      guild TEXT NOT NULL,
      room TEXT NOT NULL,
      room_name TEXT NOT NULL,
      channel TEXT NOT NULL,
      starter_id TEXT NOT NULL,
      starter_name TEXT NOT NULL,
      engine TEXT NOT NULL,
      started_at REAL NOT NULL,
      runs INTEGER NOT NULL,
      -- deleted: nobody sees it any more, and its lines are on their way out.
      state TEXT NOT NULL CHECK (state IN ('open', 'suspended', 'ended', 'deleted')),
      -- When it last said that it lived, was suspended, or ended.
      state_at REAL NOT NULL,
      reason TEXT
    ) STRICT`,
    'CREATE INDEX sessions_by_guild ON sessions (guild, started_at)',
    'CREATE INDEX sessions_by_state ON sessions (state, state_at)',

    // A person under each name (and picture) they had in a session.
    `CREATE TABLE speakers (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      avatar_url TEXT,
      bot INTEGER NOT NULL
    ) STRICT`,
    'CREATE INDEX speakers_by_session ON speakers (session, id)',

    // AUTOINCREMENT: the id of a line that was deleted is never given to another.
    `CREATE TABLE lines (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
      -- As the session's, and never another: the search index holds it too, to look into one guild alone.
      guild TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('turn', 'gap')),
      -- Null: a gap of everybody.
      speaker INTEGER REFERENCES speakers (key) CHECK (speaker IS NOT NULL OR kind = 'gap'),
      start_ms REAL NOT NULL,
      end_ms REAL NOT NULL,
      -- What was said, or the cause of the gap.
      text TEXT NOT NULL,
      turn_id TEXT CHECK ((turn_id IS NOT NULL) = (kind = 'turn')),
      words TEXT CHECK ((words IS NOT NULL) = (kind = 'turn')),
      last_word_ms REAL,
      cut INTEGER NOT NULL DEFAULT 0,
      UNIQUE (session, turn_id)
    ) STRICT`,
    'CREATE INDEX lines_by_beginning ON lines (session, kind, start_ms)',
    'CREATE INDEX lines_by_speaker ON lines (speaker)',

    `CREATE TABLE open_turns (
      session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
      turn_id TEXT NOT NULL,
      speaker INTEGER NOT NULL REFERENCES speakers (key),
      start_ms REAL NOT NULL,
      end_ms REAL NOT NULL,
      text TEXT NOT NULL,
      words TEXT NOT NULL,
      last_word_ms REAL NOT NULL,
      PRIMARY KEY (session, turn_id)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX open_turns_by_speaker ON open_turns (speaker)',

    `CREATE TABLE unfinished (
      session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
      speaker TEXT NOT NULL,
      since_ms REAL NOT NULL,
      PRIMARY KEY (session, speaker)
    ) STRICT, WITHOUT ROWID`,

    `CREATE TABLE presence (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
      speaker INTEGER NOT NULL REFERENCES speakers (key),
      kind TEXT NOT NULL CHECK (kind IN ('joined', 'left')),
      at_ms REAL NOT NULL
    ) STRICT`,
    'CREATE INDEX presence_by_session ON presence (session)',
    'CREATE INDEX presence_by_speaker ON presence (speaker)',

    `CREATE TABLE posts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
      channel TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'posted', 'refused')),
      at REAL NOT NULL,
      nonce TEXT NOT NULL,
      webhook TEXT,
      persona_name TEXT,
      persona_avatar_url TEXT,
      content TEXT NOT NULL,
      message TEXT CHECK ((message IS NOT NULL) = (state = 'posted'))
    ) STRICT`,
    'CREATE INDEX posts_by_state ON posts (session, state)',

    `CREATE TABLE post_parts (
      post INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
      line INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
      from_unit INTEGER NOT NULL,
      to_unit INTEGER NOT NULL,
      PRIMARY KEY (post, line, from_unit)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX post_parts_by_line ON post_parts (line)',

    // Outlives its session: money spent stays spent.
    `CREATE TABLE charges (
      session TEXT NOT NULL,
      engine TEXT NOT NULL,
      day TEXT NOT NULL,
      guild TEXT NOT NULL,
      billed_ms REAL NOT NULL,
      spoken_ms REAL NOT NULL,
      cost REAL NOT NULL,
      open INTEGER NOT NULL,
      -- Kept by a process that is gone.
      left_behind INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (session, engine, day)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX charges_by_day ON charges (day, guild)',

    /*
     * The index keeps no text of its own, only where each word stands; the triggers keep it in step within the
     * transaction that writes or deletes the line. secure-delete: without it a deleted word stays in the index
     * until its segments happen to be merged (sqlite.org/fts5.html, "The 'secure-delete' configuration option").
     */
    `CREATE VIRTUAL TABLE turn_index USING fts5 (
      guild, text, content = 'lines', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )`,
    "INSERT INTO turn_index (turn_index, rank) VALUES ('secure-delete', 1)",
    `CREATE TRIGGER turn_index_add AFTER INSERT ON lines WHEN new.kind = 'turn' BEGIN
      INSERT INTO turn_index (rowid, guild, text) VALUES (new.id, new.guild, new.text);
    END`,
    `CREATE TRIGGER turn_index_delete AFTER DELETE ON lines WHEN old.kind = 'turn' BEGIN
      INSERT INTO turn_index (turn_index, rowid, guild, text) VALUES ('delete', old.id, old.guild, old.text);
    END`,
  ],

  [
    // One row for each decision: the newest of a person in a guild holds, those before are the record of it.
    `CREATE TABLE consents (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      guild TEXT NOT NULL,
      person TEXT NOT NULL,
      decision TEXT NOT NULL CHECK (decision IN ('agreed', 'opted-out')),
      at REAL NOT NULL,
      through TEXT NOT NULL CHECK (through IN ('notice', 'privacy'))
    ) STRICT`,
    'CREATE INDEX consents_by_person ON consents (guild, person)',

    `CREATE TABLE notices (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
      at_ms REAL NOT NULL,
      mode TEXT NOT NULL CHECK (mode IN ('notice', 'ask')),
      kind TEXT NOT NULL CHECK (kind IN ('start', 'late', 'changed')),
      channel TEXT NOT NULL,
      message TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX notices_by_session ON notices (session)',
  ],

  [
    // What a guild has chosen, as the text that a person could have typed; what is not there is as the host has it.
    `CREATE TABLE guild_settings (
      guild TEXT NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (guild, name)
    ) STRICT, WITHOUT ROWID`,
  ],

  [
    // everybody: whoever reads the channel may read it, also who cannot see the room.
    `ALTER TABLE sessions ADD COLUMN readers TEXT NOT NULL DEFAULT 'room'
      CHECK (readers IN ('room', 'everybody'))`,

    // Guilds in whose room a session has ended: until people have left it, none begins there by itself.
    'CREATE TABLE auto_starts_done (guild TEXT PRIMARY KEY) STRICT, WITHOUT ROWID',
  ],

  [
    // Messages in which words stand that are no posts of a session: a transcript as files, the text of a sound.
    `CREATE TABLE copies (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      guild TEXT NOT NULL,
      -- files: more of a transcript's files, below its first message.
      kind TEXT NOT NULL CHECK (kind IN ('handout', 'files', 'reply')),
      session TEXT REFERENCES sessions (id) ON DELETE CASCADE CHECK ((session IS NULL) = (kind = 'reply')),
      -- Whose sound it was.
      author TEXT CHECK ((author IS NULL) = (kind <> 'reply')),
      channel TEXT NOT NULL,
      message TEXT NOT NULL,
      at REAL NOT NULL
    ) STRICT`,
    'CREATE INDEX copies_by_session ON copies (session)',
    'CREATE INDEX copies_by_author ON copies (guild, author)',
    'CREATE INDEX copies_by_message ON copies (message)',

    // People who asked to have their words forgotten, until all of that is done and they were told.
    `CREATE TABLE forgettings (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      guild TEXT NOT NULL,
      person TEXT NOT NULL,
      -- The newest line when they asked last: what they say later stays.
      up_to INTEGER NOT NULL,
      -- What is done by now.
      turns INTEGER NOT NULL DEFAULT 0,
      removed INTEGER NOT NULL DEFAULT 0,
      edited INTEGER NOT NULL DEFAULT 0,
      emptied INTEGER NOT NULL DEFAULT 0,
      UNIQUE (guild, person)
    ) STRICT`,

    // The messages that are still to go or to be changed for that. None of their words are in here.
    `CREATE TABLE removals (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      forgetting INTEGER NOT NULL REFERENCES forgettings (key) ON DELETE CASCADE,
      -- The post that the message is; null: it is none.
      post INTEGER,
      channel TEXT NOT NULL,
      message TEXT NOT NULL,
      webhook TEXT,
      task TEXT NOT NULL CHECK (task IN ('delete', 'cut', 'empty')),
      -- Where the words stand in it, for those who cut them out; null: not known yet, or nothing is to be cut.
      cut TEXT CHECK (cut IS NULL OR task = 'cut'),
      tries INTEGER NOT NULL DEFAULT 0,
      -- left: it could not be done.
      state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'left')),
      UNIQUE (forgetting, message)
    ) STRICT`,
    'CREATE INDEX removals_by_turn ON removals (forgetting, state, tries)',
  ],
  [
    /*
     * Where a post holds words that are not to be posted any more, a print of what was sent: the content is what is
     * left of it. The lines are those of the message, from 0, that a part's paragraph takes up; older ones have none.
     */
    'ALTER TABLE posts ADD COLUMN sent TEXT',
    'ALTER TABLE post_parts ADD COLUMN first_line INTEGER',
    'ALTER TABLE post_parts ADD COLUMN last_line INTEGER',
  ],

  [
    // What each notice said of the engine and of how many days text is kept: 0 is until somebody deletes it. Null: it
    // was posted before this was kept.
    'ALTER TABLE notices ADD COLUMN engine TEXT',
    'ALTER TABLE notices ADD COLUMN kept_days INTEGER',
  ],

  [
    // The tag of the engine that told a turn. Null: a gap, or a turn from before this was kept.
    'ALTER TABLE lines ADD COLUMN told_by TEXT',
    'ALTER TABLE open_turns ADD COLUMN told_by TEXT',
  ],
]
