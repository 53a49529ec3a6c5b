/** A bucket of a bbolt file: name → value, or a bucket inside. */
export interface Bucket {
  [key: string]: string | Bucket;
}

// bbolt, internal/common: page.go, meta.go, bucket.go, inode.go. All numbers are little-endian.
const pageSize = 4096;
const headerSize = 16;
const elementSize = 16;
const leafPage = 0x02;
const metaPage = 0x04;
const freelistPage = 0x10;
const bucketElement = 0x01;
const magic = 0xed0cdaed;
const formatVersion = 2;
/** Two meta pages and the list of free pages come first. */
const firstLeaf = 3;

/**
 * The bytes of a bbolt database that holds these buckets, for programs that read one. Every bucket is one leaf page (with as
 * many overflow pages as it needs), which is enough for a handful of entries and is no way to write a large one.
 */
export function boltFile(root: Bucket): Buffer {
  const leaves: Buffer[] = [];
  let next = firstLeaf;
  /** Writes children before their parent, which names their pages. Returns the number of the page. */
  const write = (bucket: Bucket): bigint => {
    const elements = Object.entries(bucket)
      .map(([key, value]) => ({
        key: Buffer.from(key),
        value: typeof value === 'string' ? Buffer.from(value) : bucketHeader(write(value)),
        flags: typeof value === 'string' ? 0 : bucketElement,
      }))
      .toSorted((a, b) => Buffer.compare(a.key, b.key));
    const id = next;
    const written = leaf(id, elements);
    leaves.push(written);
    next += written.byteLength / pageSize;
    return BigInt(id);
  };
  const rootPage = write(root);
  const freelist = page(2, freelistPage, 0, Buffer.alloc(0));
  return Buffer.concat([meta(0, rootPage, next), meta(1, rootPage, next), freelist, ...leaves]);
}

function leaf(id: number, elements: readonly { key: Buffer; value: Buffer; flags: number }[]): Buffer {
  const table = Buffer.alloc(elements.length * elementSize);
  const data: Buffer[] = [];
  let offset = table.byteLength;
  for (const [index, { key, value, flags }] of elements.entries()) {
    const at = index * elementSize;
    table.writeUInt32LE(flags, at);
    // A position counts from its own element.
    table.writeUInt32LE(offset - at, at + 4);
    table.writeUInt32LE(key.byteLength, at + 8);
    table.writeUInt32LE(value.byteLength, at + 12);
    data.push(key, value);
    offset += key.byteLength + value.byteLength;
  }
  return page(id, leafPage, elements.length, Buffer.concat([table, ...data]));
}

function page(id: number, flags: number, count: number, body: Buffer): Buffer {
  const pages = Math.ceil((headerSize + body.byteLength) / pageSize);
  const bytes = Buffer.alloc(pages * pageSize);
  bytes.writeBigUInt64LE(BigInt(id), 0);
  bytes.writeUInt16LE(flags, 8);
  bytes.writeUInt16LE(count, 10);
  bytes.writeUInt32LE(pages - 1, 12);
  body.copy(bytes, headerSize);
  return bytes;
}

/** The page of a bucket's root, and its sequence. */
function bucketHeader(root: bigint): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(root, 0);
  return bytes;
}

function meta(id: number, root: bigint, end: number): Buffer {
  const body = Buffer.alloc(64);
  body.writeUInt32LE(magic, 0);
  body.writeUInt32LE(formatVersion, 4);
  body.writeUInt32LE(pageSize, 8);
  bucketHeader(root).copy(body, 16);
  body.writeBigUInt64LE(2n, 32);
  body.writeBigUInt64LE(BigInt(end), 40);
  body.writeBigUInt64LE(BigInt(id), 48);
  body.writeBigUInt64LE(fnv1a(body.subarray(0, 56)), 56);
  return page(id, metaPage, 0, body);
}

/** FNV-1a, 64 bits. */
function fnv1a(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
