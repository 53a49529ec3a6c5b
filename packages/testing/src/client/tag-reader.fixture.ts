import { OciClient } from '@multiarch-mirror/oci';

/** A process of its own that prints the digest of a tag, or the code of its error: `HOST PATH TAG`. */
const [registry = '', path = '', tag = ''] = process.argv.slice(2);
const client = new OciClient({
  credentials: () => Promise.resolve(undefined),
  registries: { [registry]: { insecure: false } },
  retry: { attempts: 1 },
});
try {
  const found = await client.repository({ transport: 'registry', registry, path }).resolve(tag);
  process.stdout.write(found?.digest ?? 'none');
} catch (error) {
  process.stdout.write(error instanceof Error && 'code' in error ? String(error.code) : String(error));
} finally {
  await client.close();
}
