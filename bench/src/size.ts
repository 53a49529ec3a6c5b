const units = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** `1GiB`, `1G` or a number of bytes. @throws Error for anything else */
export function parseSize(text: string): number {
  const [, number = '', letter = ''] = /^(\d+(?:\.\d+)?)([KMG])?(?:i?B)?$/.exec(text) ?? [];
  const unit = letter === 'K' ? units.KiB : letter === 'M' ? units.MiB : letter === 'G' ? units.GiB : 1;
  const size = Math.round(Number(number) * unit);
  // A smaller image has layers that are no layers any more.
  if (number === '' || size < units.MiB) throw new Error(`${text} is not a size such as 256MiB or 1GiB`);
  return size;
}

/** `1 GiB`, `82 MiB` */
export function formatSize(bytes: number): string {
  if (bytes >= units.GiB) return `${trim(bytes / units.GiB)} GiB`;
  return `${trim(bytes / units.MiB)} MiB`;
}

function trim(number: number): string {
  return number >= 100 ? number.toFixed(0) : number.toFixed(1).replace(/\.0$/, '');
}
