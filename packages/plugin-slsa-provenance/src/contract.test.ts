import { pluginContract } from '@multiarch-mirror/testing/plugin';
import { describe, it } from 'vitest';
import plugin from './plugin.ts';

pluginContract(
  { plugin, location: import.meta.url, options: [{}], refused: [{ version: 1 }], toolsOptional: true },
  { describe, it },
);
