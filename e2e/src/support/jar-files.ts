import { strToU8, zipSync } from 'fflate';

const time = new Date('2024-01-01T12:00:00');

/** An artifact of Maven. */
export interface JavaArtifact {
  group: string;
  name: string;
  version: string;
}

/** A JAR file, as the Maven archiver makes it, with a `pom.properties`. The same artifact gives the same bytes. */
export function jarWithPom({ group, name, version }: JavaArtifact): Uint8Array {
  return jar({
    [`META-INF/maven/${group}/${name}/pom.properties`]: `groupId=${group}\nartifactId=${name}\nversion=${version}\n`,
  });
}

/** One that says nothing of what it is. */
export function namelessJar(content: string): Uint8Array {
  return jar({ 'content.txt': content });
}

/** An application with its libraries inside of it. */
export function warWith(libraries: Record<string, Uint8Array>): Uint8Array {
  const entries = Object.entries(libraries).map(([name, bytes]) => [`WEB-INF/lib/${name}`, bytes]);
  return zipSync(Object.fromEntries(entries), { mtime: time });
}

function jar(files: Record<string, string>): Uint8Array {
  const entries = Object.entries({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n', ...files });
  return zipSync(Object.fromEntries(entries.map(([path, text]) => [path, strToU8(text)])), { mtime: time });
}
