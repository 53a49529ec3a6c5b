import { MirrorError, type Place } from '@multiarch-mirror/errors';
import type { ImageConfig } from '../config/config.ts';
import type { ImageRoot } from '../image/root.ts';
import type { UpstreamReference } from '../plugin/image-context.ts';
import type { Logger } from '../plugin/logger.ts';

/**
 * What the manifest wants done about platforms that upstream lacks (contract: "Platforms"). `warn` and `allow` go on.
 * @throws MirrorError MIRROR_PLATFORM_MISSING (`fail`, or none at all), MIRROR_PLATFORM_WAIT (`wait`: deferred)
 */
export function checkMissingPlatforms(
  image: ImageConfig,
  root: ImageRoot,
  [upstream]: readonly UpstreamReference[],
  log: Logger,
): void {
  const lacks = root.missing.join(', ');
  if (root.missing.length === 0) return;
  // An assembly's first reference is not the one that lacks something.
  const reference = image.source.kind === 'repository' ? upstream?.reference : undefined;
  const place: Place = { image: image.name, side: 'source', ...(reference !== undefined && { reference }) };
  if (root.platforms.length === 0) {
    throw new MirrorError(
      'MIRROR_PLATFORM_MISSING',
      `upstream has none of the platforms asked for (${lacks})`,
      {
        place,
        hint: `Upstream has ${root.offered.join(', ') || 'no platform'}: ask for one of those in \`platforms\`.`,
      },
    );
  }
  if (image.missingPlatform === 'fail') {
    throw new MirrorError('MIRROR_PLATFORM_MISSING', `upstream lacks ${lacks}`, {
      place,
      hint: `Upstream has ${root.offered.join(', ')}: change \`platforms\`, or set \`missingPlatform\` to wait, warn or allow.`,
    });
  }
  if (image.missingPlatform === 'wait') {
    throw new MirrorError('MIRROR_PLATFORM_WAIT', `waiting for ${lacks}`, { place });
  }
  if (image.missingPlatform === 'warn') log.warn(`${image.name}: upstream lacks ${lacks}; published without`);
}
