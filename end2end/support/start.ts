// Global set-up of the browser tests: one throw-away world with Contoso registered, for all specs.
import { tellWorld } from "./told.ts";
import { registerContoso } from "./tenant.mjs";
import { startWorld } from "./world.mjs";

export default async function start() {
  const world = await startWorld();
  try {
    const contoso = await registerContoso(world);
    tellWorld({ url: world.url, microsoft: world.microsoft, folder: world.folder, env: world.env, ...contoso });
  } catch (error) {
    console.error(world.anteroom.said());
    await world.stop();
    throw error;
  }
  return () => world.stop();
}
