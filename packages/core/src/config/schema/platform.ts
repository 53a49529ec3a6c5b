import Type from 'typebox';

const part = '[A-Za-z0-9_.-]+';

/** How a platform is written, as `parsePlatform` reads it. */
export const platformForm = {
  pattern: `^${part}(\\([^()]+\\))?/${part}(/${part})?$`,
  patternErrorMessage:
    'Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7.',
} as const;

export const platform = Type.String({
  ...platformForm,
  description: 'A platform, as OS/ARCHITECTURE[/VARIANT].',
  examples: [
    'linux/amd64',
    'linux/arm64',
    'linux/arm/v7',
    'linux/386',
    'linux/ppc64le',
    'linux/riscv64',
    'linux/s390x',
  ],
});
