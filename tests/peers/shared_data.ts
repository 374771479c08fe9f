/** Where the data of others lies that the tests of peers read; it is not part of the project. @module */

/**
 * A folder of the shared data: below $MECHOS_DATA, else below ../shared/data beside the project.
 * Throws, with what to do, where it is in neither.
 */
export function sharedData(name: string): string {
  const given = Deno.env.get("MECHOS_DATA");
  const beside = new URL("../../../shared/data", import.meta.url).pathname;
  const folder = `${given ?? beside}/${name}`;
  try {
    if (Deno.statSync(folder).isDirectory) return folder;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  throw new Error(
    `These tests read "${folder}", which is not there: set MECHOS_DATA to the folder that holds ` +
      `"${name}", or put it into ../shared/data beside the project`,
  );
}
