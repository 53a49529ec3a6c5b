declare module 'write-file-atomic' {
  export default function writeFileAtomic(file: string, data: string | Buffer): Promise<void>;
}
