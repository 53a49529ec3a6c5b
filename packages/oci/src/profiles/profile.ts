/** How one kind of registry differs from what the distribution-spec lets a client expect. Data only: nothing here has code. */
export interface RegistryProfile {
  /** Its file's name. */
  name: string;
  /** By what it is known. */
  match: ProfileMatch;
  /** `absent`: the referrers API is not asked for, until an answer to a push says that the registry lists referrers. */
  referrersApi: 'absent' | 'ask';
  /** `never`: a POST with `mount` gains nothing or fails. Mounts never cross registries anyway. */
  mounts: 'ask' | 'never';
  /**
   * The registry asks everybody for a token: until its first answer has said how those are had, requests wait. Elsewhere they wait only
   * where there are credentials to be shown.
   */
  asksForTokens: boolean;
  /** Blobs go up in one PUT. In chunks of this many bytes only where that was refused as too large (413). */
  chunkSize: number | 'never';
  /** Requests at once, where nothing else is said. */
  concurrency: number;
  /** Bodies of a 403 that mean "too many requests". */
  throttled: RegExp[];
  /** Bodies of the refusal of a manifest that mean "this tag may not move". */
  immutable: RegExp[];
  /** Bodies of a 403 to the PUT of a manifest that is no refusal: the same request succeeds when it is repeated. */
  flakyDenials: RegExp[];
  /** What the reader of a refusal can do about it; the first that matches the body counts. */
  denials: { body: RegExp; hint: string }[];
  /** Whether one index may name Docker's and OCI's manifests. */
  mixedIndexes: boolean;
  /** Whether a push makes the repository that it names. */
  createsRepositories: boolean;
  /** Whether each GET of a manifest counts against a limit of pulls; HEADs do not. */
  countsPulls: boolean;
  /** Where it shows a repository to people; the first whose `name` matches counts. */
  pages: RegistryPage[];
}

/** Addresses of web pages, with `$1` for a group of `name` and `{tag}` for the tag. */
interface RegistryPage {
  /** Of `HOST/PATH`. */
  name: RegExp;
  repository: string;
  /** Default: the repository's. */
  tag?: string;
}

/** A registry is known by its host, or by what it answers: the realm or service of its challenge, or a header of its own. */
interface ProfileMatch {
  hosts: RegExp[];
  challenges?: RegExp[];
  /** Names of response headers, in lower case. */
  headers?: string[];
}

/** What a profile has to say beside the generic one. */
export type ProfileDifferences = Partial<RegistryProfile> & Pick<RegistryProfile, 'name' | 'match'>;
