/** The parts of CycloneDX 1.5 and later, as JSON, that Trivy writes; other fields are kept as they are. */
export interface Bom {
  bomFormat: string;
  specVersion: string;
  serialNumber: string;
  version: number;
  metadata: { timestamp: string; tools?: { components?: Component[] }; component: Component };
  components: Component[];
  dependencies: Dependency[];
}

export interface Component {
  'bom-ref': string;
  type: string;
  group?: string;
  name: string;
  version?: string;
  hashes?: Hash[];
  purl?: string;
  properties?: Property[];
}

interface Hash {
  alg: string;
  content: string;
}

export interface Property {
  name: string;
  value: string;
}

export interface Dependency {
  ref: string;
  dependsOn?: string[];
}

/** How Trivy calls its own properties. */
export const trivyProperty = 'aquasecurity:trivy:';

/** What Trivy takes for the operating system, of which it reads one. */
export const systemType = 'operating-system';
