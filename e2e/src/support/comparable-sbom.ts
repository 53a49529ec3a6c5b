interface Named {
  name?: string;
  packages?: { name: string; SPDXID: string }[];
  components?: { 'bom-ref': string; name: string; properties?: { value: string }[] }[];
  metadata?: { component: { 'bom-ref': string } };
}

/** A document without times and what is random in it; in no order, and elements named by what they are. */
export function comparable(document: unknown): unknown {
  const { name, packages, components = [], metadata } = document as Named;
  let text = JSON.stringify({ ...(document as object), documentNamespace: '', serialNumber: '' });
  const root = packages?.find((element) => element.name === name)?.SPDXID;
  if (root !== undefined) text = text.replaceAll(root, 'SPDXRef-ROOT');
  if (metadata !== undefined) text = text.replaceAll(metadata.component['bom-ref'], 'ROOT');
  // The path tells apart what stands at two places.
  for (const { 'bom-ref': ref, name: component, properties } of components)
    text = text.replaceAll(JSON.stringify(ref), JSON.stringify(`${component} ${properties?.[0]?.value}`));
  return sorted(
    JSON.parse(
      text
        .replaceAll(/"(created|annotationDate|timestamp)":"[^"]*"/g, '"$1":""')
        .replaceAll('OPERATING-SYSTEM', 'OPERATING_SYSTEM'),
    ),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
