/** The embedded host's data folder as the environment says; an empty variable counts as unset. */
export const dataFolderOf = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment.COUNTERSIGN_DATA || '.countersign';
