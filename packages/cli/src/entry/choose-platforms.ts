import type { ImageConfig } from '@multiarch-mirror/core';
import type { AddOptions } from '../commands/add-options.ts';
import type { Ask } from './ask.ts';
import {
  findPlatforms,
  type PlatformChoice,
  type PlatformFinding,
  platformChoices,
  samePlatforms,
} from './entry-platforms.ts';
import { refuse } from './refuse.ts';

/**
 * What the entry says of its platforms: nothing, where what the manifest asks for by itself is there.
 * @throws Refusal where nothing is there of what the command line names
 */
export async function choosePlatforms(
  image: ImageConfig,
  available: readonly string[],
  options: Pick<AddOptions, 'platforms' | 'missingPlatform'>,
  ask: Ask | undefined,
): Promise<{ finding: PlatformFinding; choice: PlatformChoice }> {
  const asked: readonly string[] | 'all' | undefined =
    options.platforms?.join() === 'all' ? 'all' : options.platforms;
  const finding = findPlatforms(image, available, asked);
  if (asked !== undefined && finding.missing.length > 0 && finding.present.length === 0) {
    throw refuse('MIRROR_ADD_PLATFORM', `upstream has no ${finding.missing.join(', ')}`, {
      hint: `It has ${available.join(', ')}.`,
    });
  }
  const { wanted } = findPlatforms(image, available, undefined);
  const platforms: PlatformChoice =
    asked === undefined || samePlatforms(asked, wanted) ? {} : { platforms: asked };
  const { missingPlatform } = options;
  if (missingPlatform !== undefined) {
    const differs = missingPlatform !== image.missingPlatform;
    return { finding, choice: { ...platforms, ...(differs && { missingPlatform }) } };
  }
  // Anything but a failure has been decided for all images.
  const decided = finding.missing.length === 0 || image.missingPlatform !== 'fail';
  if (decided && (finding.present.length > 0 || finding.missing.length === 0)) {
    return { finding, choice: platforms };
  }
  const [best = {}] = platformChoices(finding);
  const chosen = ask === undefined ? best : await ask.platforms(finding);
  return { finding, choice: { ...platforms, ...chosen } };
}
