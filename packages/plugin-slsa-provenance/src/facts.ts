import type { ImageContext, RunContext } from '@multiarch-mirror/core/plugin';
import { localBuilder } from './build-type.ts';
import type { ManifestSource } from './manifest-source.ts';
import { configMaterial, imageMaterials, type Material, toolMaterials } from './material.ts';
import { type Parameters, parameters } from './parameters.ts';

/** What both predicates say, in one place, so that they cannot disagree. */
export interface Facts {
  builder: string;
  parameters: Parameters;
  invocationId: string;
  startedOn: string;
  finishedOn: string;
  images: Material[];
  /** Absent where the manifest's commit is not known. */
  config: Material | undefined;
  tools: Material[];
}

export function collectFacts(
  image: ImageContext,
  { invocation, tools }: Pick<RunContext, 'invocation' | 'tools'>,
  manifest: ManifestSource | undefined,
  finishedOn: string,
): Facts {
  return {
    builder: invocation.workflow ?? localBuilder,
    parameters: parameters(image, invocation),
    invocationId: invocation.id,
    startedOn: invocation.startedOn,
    finishedOn,
    images: imageMaterials(image),
    config: manifest && configMaterial(manifest),
    tools: toolMaterials(tools),
  };
}
