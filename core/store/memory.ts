/**
 * What the robot remembers: episodes that are only added, facts that supersede one another and
 * keep where they came from, and places.
 *
 * @module
 */
import { type Database, numberIn, textIn } from "./database.ts";
import type { Meanings } from "./meaning.ts";
import { type Episode, type FactRow, type PlaceRow, type Trust, trustLevels } from "./protocol.ts";
import { trigramVector } from "./trigram_vector.ts";
import type { VectorIndex } from "./vector_index.ts";

/** Longest text of an episode or fact, characters. */
const maxText = 4000;

/** Reads a trust level; what is none is trusted least. */
export function trustIn(row: Record<string, unknown>): Trust {
  const text = textIn(row, "trust");
  return trustLevels.find((level) => level === text) ?? "outside";
}

/** Adds an episode and says its number. */
export function addEpisode(db: Database, index: VectorIndex, e: Episode): number {
  const text = e.text.slice(0, maxText);
  const vector = trigramVector(text);
  const id = db.transact(() => {
    const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
    const added = db.prepare("INSERT INTO episode VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
      Math.floor(e.atMs),
      e.kind,
      text,
      e.trust,
      e.missionId,
      e.x,
      e.y,
      e.importance,
      bytes,
    );
    const row = Number(added.lastInsertRowid);
    if (e.x !== null && e.y !== null) {
      db.prepare("INSERT INTO episode_spot VALUES (?, ?, ?, ?, ?)").run(row, e.x, e.x, e.y, e.y);
    }
    return row;
  });
  index.add(id, vector);
  return id;
}

/**
 * Adds a fact; one about the same subject and predicate ends where this begins. A fact of less
 * trust never ends one of more: both stand, and the more trusted is read first.
 */
export function addFact(
  db: Database,
  fact: FactRow,
): { readonly id: number; readonly superseded: number | null } {
  return db.transact(() => {
    const open = db.prepare(
      "SELECT id, trust FROM fact WHERE subject = ? AND predicate = ? AND until_ms IS NULL",
    ).all(fact.subject, fact.predicate);
    const rank = (trust: Trust) => trustLevels.indexOf(trust);
    const older = open.find((row) => rank(trustIn(row)) >= rank(fact.trust));
    const superseded = older === undefined ? null : numberIn(older, "id");
    const atMs = Math.floor(fact.atMs);
    if (superseded !== null) {
      db.prepare("UPDATE fact SET until_ms = ? WHERE id = ?").run(atMs, superseded);
      db.prepare("DELETE FROM fact_text WHERE rowid = ?").run(superseded);
    }
    const added = db.prepare("INSERT INTO fact VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL, ?)").run(
      fact.subject.slice(0, maxText),
      fact.predicate.slice(0, maxText),
      fact.value.slice(0, maxText),
      fact.source,
      fact.trust,
      fact.confidence,
      atMs,
      superseded,
    );
    const id = Number(added.lastInsertRowid);
    const text = `${fact.subject} ${fact.predicate} ${fact.value}`.slice(0, maxText);
    db.prepare("INSERT INTO fact_text (rowid, text) VALUES (?, ?)").run(id, text);
    return { id, superseded };
  });
}

/** What is held true of a subject now, the most trusted first. */
export function factsOf(db: Database, subject: string): FactRow[] {
  const rows = db.prepare("SELECT * FROM fact WHERE subject = ? AND until_ms IS NULL").all(subject);
  const facts = rows.map((row): FactRow => ({
    subject: textIn(row, "subject"),
    predicate: textIn(row, "predicate"),
    value: textIn(row, "value"),
    source: textIn(row, "source"),
    trust: trustIn(row),
    confidence: numberIn(row, "confidence"),
    atMs: numberIn(row, "from_ms"),
  }));
  return facts.sort((a, b) => trustLevels.indexOf(a.trust) - trustLevels.indexOf(b.trust));
}

/** Adds or moves a place. */
export function addPlace(db: Database, place: PlaceRow): number {
  return db.transact(() => {
    const added = db.prepare(`INSERT INTO place VALUES (NULL, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET x = excluded.x, y = excluded.y, source = excluded.source,
        trust = excluded.trust RETURNING id`)
      .get(place.name, place.x, place.y, place.source, place.trust);
    const id = numberIn(added, "id");
    db.prepare("INSERT OR REPLACE INTO place_spot VALUES (?, ?, ?, ?, ?)")
      .run(id, place.x, place.x, place.y, place.y);
    return id;
  });
}

/** Places within a radius, the nearest first. */
export function placesNear(db: Database, x: number, y: number, radiusM: number): PlaceRow[] {
  const rows = db.prepare(`SELECT place.* FROM place_spot JOIN place USING (id)
    WHERE x0 <= ? AND x1 >= ? AND y0 <= ? AND y1 >= ?`)
    .all(x + radiusM, x - radiusM, y + radiusM, y - radiusM);
  const away = (row: PlaceRow) => (row.x - x) ** 2 + (row.y - y) ** 2;
  return rows.map((row): PlaceRow => ({
    name: textIn(row, "name"),
    x: numberIn(row, "x"),
    y: numberIn(row, "y"),
    source: textIn(row, "source"),
    trust: trustIn(row),
  })).filter((row) => away(row) <= radiusM * radiusM).sort((a, b) => away(a) - away(b));
}

/** Forgets what is older than an age, and beyond a count the least important. */
export function trimEpisodes(
  db: Database,
  { index, meanings }: { readonly index: VectorIndex; readonly meanings: Meanings },
  nowMs: number,
  keep: number,
  keepMs: number,
): number {
  const removed = db.transact(() => {
    const old = db.prepare("DELETE FROM episode WHERE at_ms < ? RETURNING id")
      .all(Math.floor(nowMs - keepMs));
    const left = numberIn(db.prepare("SELECT count(*) AS n FROM episode").get(), "n");
    const many = left <= keep ? [] : db.prepare(`DELETE FROM episode WHERE id IN (
      SELECT id FROM episode ORDER BY importance, at_ms LIMIT ?) RETURNING id`).all(left - keep);
    const ids = [...old, ...many].map((row) => numberIn(row, "id"));
    for (const id of ids) db.prepare("DELETE FROM episode_spot WHERE id = ?").run(id);
    meanings.remove(ids);
    return ids;
  });
  for (const id of removed) index.remove(id);
  return removed.length;
}
