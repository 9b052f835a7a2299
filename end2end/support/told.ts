// What the global set-up tells the workers: an environment variable reaches them all.

/** The world that all specs share. */
export interface World {
  /** Anteroom's address. */
  url: string;
  /** The simulated Microsoft 365's address. */
  microsoft: string;
  /** Its throw-away folder: `data`, `keys`, `data/outbox`. */
  folder: string;
  /** Settings of the running Anteroom. */
  env: Record<string, string>;
  /** Address part of Contoso. */
  slug: string;
}

const NAME = "ANTEROOM_TEST_WORLD";

export function tellWorld(world: World): void {
  process.env[NAME] = JSON.stringify(world);
}

export function toldWorld(): World {
  const text = process.env[NAME];
  if (!text) throw new Error("no world: run the specs with playwright.config.ts, whose global set-up starts it");
  return JSON.parse(text);
}
