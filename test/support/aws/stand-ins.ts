/** Functions that have no source yet are deployed as stand-ins, so that everything else can be verified already. */
import { existsSync } from 'node:fs';
import type { PlatformStackProps } from '../../../infra/stacks/platform-stack.ts';

const definition = 'infra/workflows/session.asl.json';

export const sources: Required<Pick<PlatformStackProps, 'definitionFile' | 'entryOf'>> = {
  definitionFile: existsSync(definition) ? definition : 'test/support/aws/boundary/stand-in.asl.json',
  entryOf: (name) =>
    existsSync(`functions/${name}.ts`) ? `functions/${name}.ts` : 'test/support/aws/boundary/stand-in.ts',
};
