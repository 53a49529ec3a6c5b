import { flowYaml, proposeTags, type SourceReader, type TagProposal } from '@multiarch-mirror/core';
import type { AddOptions } from '../commands/add-options.ts';
import type { AddedSource } from './added-source.ts';
import { type Ask, proposalText } from './ask.ts';
import { checkTags, selectedTags } from './asked-tags.ts';
import { refuse } from './refuse.ts';

/** The selector of an entry, and what it takes today. */
interface TagChoice {
  tags: TagProposal['tags'];
  /** The highest first. */
  selected: readonly string[];
  /** Everything upstream has; of literal tags only those. */
  listed: readonly string[];
}

/**
 * What the command line names, else what a proposal says that somebody has taken: a person, or `--yes`.
 * @throws Refusal where there are no such tags, or nobody to decide; MirrorError where upstream does not answer
 */
export async function chooseTags(
  reader: SourceReader,
  source: AddedSource,
  asked: TagProposal['tags'] | undefined,
  options: Pick<AddOptions, 'keep' | 'latest' | 'yes' | 'dryRun'> & { ask: Ask | undefined },
): Promise<TagChoice> {
  if (Array.isArray(asked)) {
    await checkTags(reader, asked as readonly string[], source);
    return { tags: asked, selected: asked as readonly string[], listed: asked as readonly string[] };
  }
  const listed = await reader.tags();
  if (asked !== undefined) return { tags: asked, selected: selectedTags(asked, listed, source), listed };
  const proposals = proposeTags(listed, options.keep).map((proposal) => withLatest(proposal, options.latest));
  const [best] = proposals;
  if (best === undefined) {
    throw refuse('MIRROR_ADD_NO_TAGS', `${source.text} has no tags`, {
      place: { side: 'source', reference: source.text },
      hint: 'Check the name on the page of the registry; attestations alone are no images.',
    });
  }
  const tags = await decide(proposals, best, source, options);
  return { tags, selected: selectedTags(tags, listed, source), listed };
}

async function decide(
  proposals: readonly TagProposal[],
  best: TagProposal,
  { text }: AddedSource,
  { ask, yes, dryRun }: Pick<AddOptions, 'yes' | 'dryRun'> & { ask: Ask | undefined },
): Promise<TagProposal['tags']> {
  if (yes === true) return best.tags;
  if (ask !== undefined) return ask.tags(proposals);
  if (dryRun === true) return best.tags;
  throw refuse('MIRROR_ADD_UNDECIDED', `nobody is there to decide which tags of ${text} are mirrored`, {
    hint: `Take ${flowYaml(best.tags)} with --yes (${proposalText(best).split('  ').at(-1)}), or name others with --tags, --semver or --regex.`,
  });
}

/** `--latest` and `--no-latest`, in a proposal that is a window. */
function withLatest({ tags, selected }: TagProposal, latest: boolean | undefined): TagProposal {
  if (latest === undefined || !('semver' in tags || 'regex' in tags)) return { tags, selected };
  const { latest: _, ...window } = tags;
  return { tags: latest ? { ...window, latest } : window, selected };
}
