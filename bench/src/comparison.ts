import { OciClient, parseRepository } from '@multiarch-mirror/oci';
import { type Distribution, startDistribution } from '../../e2e/src/support/distribution.ts';
import type { Contestant } from './contestant.ts';
import { pushRandomImage } from './image.ts';
import { type Measurement, measure } from './measure.ts';
import { expectSameContent } from './same-content.ts';
import type { Workplace } from './workplace.ts';

const upstream = 'app';
const copy = 'mirror/app';
const tag = '1.0.0';

export interface ComparisonOptions {
  /** The path of distribution's `registry`. */
  registry: string;
  workplace: Workplace;
  /** Bytes of the image's layers. */
  size: number;
  signal: AbortSignal;
}

/** A source registry with one image, from which tools copy to destinations that are new and empty each time. */
export class Comparison {
  readonly measurements: Map<Contestant, Measurement[]> = new Map();
  readonly #program: string;
  readonly #workplace: Workplace;
  readonly #source: Distribution;
  readonly #signal: AbortSignal;

  private constructor({ registry, workplace, signal }: ComparisonOptions, source: Distribution) {
    this.#program = registry;
    this.#workplace = workplace;
    this.#signal = signal;
    this.#source = source;
  }

  static async open(options: ComparisonOptions): Promise<Comparison> {
    const { registry, signal, size } = options;
    const source = await startDistribution(registry);
    const client = new OciClient({ signal });
    try {
      await pushRandomImage(client.repository(parseRepository(`${source.host}/${upstream}`)), size, tag);
      return new Comparison(options, source);
    } catch (error) {
      await source.close();
      throw error;
    } finally {
      await client.close();
    }
  }

  /** One cold copy. @throws Error when the tool fails or the copy is not the same */
  async run(tool: Contestant, { counted }: { counted: boolean }): Promise<Measurement> {
    const destination = await startDistribution(this.#program);
    const client = new OciClient();
    try {
      const way = { from: `${this.#source.host}/${upstream}`, to: `${destination.host}/${copy}`, tag };
      const measurement = await measure(await tool.command(way), {
        env: this.#workplace.env,
        signal: this.#signal,
      });
      const open = (name: string) => client.repository(parseRepository(name));
      await expectSameContent(open(way.from), open(way.to), tag);
      if (counted) this.measurements.set(tool, [...(this.measurements.get(tool) ?? []), measurement]);
      return measurement;
    } finally {
      await client.close();
      await destination.close();
    }
  }

  close(): Promise<void> {
    return this.#source.close();
  }
}
