import { flowYaml, type TagProposal } from '@multiarch-mirror/core';
import { MirrorError, printable } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import { type PlatformChoice, type PlatformFinding, platformChoices } from './entry-platforms.ts';

/** Tags that are shown of a selection. */
const shown = 4;

/** Someone at a terminal, who can be asked. */
export interface Ask {
  tags(proposals: readonly TagProposal[]): Promise<TagProposal['tags']>;
  platforms(finding: PlatformFinding): Promise<PlatformChoice>;
  confirm(question: string): Promise<boolean>;
  text(question: string, proposal: string): Promise<string>;
}

/** Undefined where nobody is there: input and messages have to be a terminal's. */
export function openAsk({ stdin, stderr, signal }: Io): Ask | undefined {
  if (stdin?.isTTY !== true || stderr.isTTY !== true) return undefined;
  const context = { input: stdin, output: stderr, signal };
  return {
    tags: async (proposals) => {
      const { default: select } = await import('@inquirer/select');
      const choices = proposals.map((proposal) => ({ name: proposalText(proposal), value: proposal.tags }));
      const other = { name: 'a range of my own', value: undefined };
      const message = 'Which tags?';
      const chosen = await answer(select({ message, choices: [...choices, other], loop: false }, context));
      if (chosen !== undefined) return chosen;
      const { default: input } = await import('@inquirer/input');
      const semver = await answer(input({ message: 'Range:', default: '>=1', required: true }, context));
      return { semver };
    },
    platforms: async (finding) => {
      const { default: select } = await import('@inquirer/select');
      const message = `Upstream has no ${finding.missing.join(', ')}.`;
      const choices = platformChoices(finding).map((value) => ({ name: choiceText(value), value }));
      return answer(select({ message, choices, loop: false }, context));
    },
    confirm: async (message) => {
      const { default: confirm } = await import('@inquirer/confirm');
      return answer(confirm({ message, default: true }, context));
    },
    text: async (message, proposal) => {
      const { default: input } = await import('@inquirer/input');
      return answer(input({ message, default: proposal, required: true }, context));
    },
  };
}

/** `{semver: ">=17", keep: 10}  17.4, 17.3, 17.2, 17.1 and 1 more` */
export function proposalText({ tags, selected }: TagProposal): string {
  const names = selected.map(({ tag }) => tag);
  const more = names.length > shown ? ` and ${names.length - shown} more` : '';
  return printable(`${flowYaml(tags)}  ${names.slice(0, shown).join(', ')}${more}`);
}

function choiceText({ platforms, missingPlatform }: PlatformChoice): string {
  if (platforms !== undefined) return `ask for ${flowYaml(platforms)} only`;
  return missingPlatform === 'wait'
    ? 'wait until it is there (missingPlatform: wait)'
    : 'publish without it, and complete the image when it is there (missingPlatform: warn)';
}

/** Whoever leaves a question open wants nothing done. */
async function answer<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (thrown) {
    if (!(thrown instanceof Error) || !/^(?:Exit|Abort)PromptError$/.test(thrown.name)) throw thrown;
    const error = new MirrorError('MIRROR_INTERRUPTED', 'interrupted: nothing is written', { cause: thrown });
    throw new Refusal([error], exitCodes.interrupted);
  }
}
