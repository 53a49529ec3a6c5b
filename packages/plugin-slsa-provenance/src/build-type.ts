/** What `docs/build-type.md` documents: readers use it to tell what the parameters mean. */
export const buildType = 'https://github.com/this-is-tobi/multiarch-mirror/blob/main/docs/build-type.md';

/** The builder of a run outside of GitHub Actions: nothing is known of it. */
export const localBuilder: string = `${buildType}#local-builder`;
