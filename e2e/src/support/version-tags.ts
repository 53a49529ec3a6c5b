/** The tags of a repository but for the names of attestations, as the registry lists them; none where it does not exist. */
export async function versionTags(host: string, repository: string): Promise<string[]> {
  const answer = await fetch(`http://${host}/v2/${repository}/tags/list`);
  const { tags } = (await answer.json()) as { tags?: string[] | null };
  return (tags ?? []).filter((tag) => !tag.startsWith('sha256-')).toSorted();
}
