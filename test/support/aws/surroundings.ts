/** What `npm run test:aws` tells the suites that it runs. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const Environment = z.object({
  AWS_TEST_OUTPUTS: z.string(),
  AWS_TEST_TEMPLATES: z.string(),
  AWS_TEST_PYTHON: z.string(),
});
const Outputs = z.record(z.string(), z.record(z.string(), z.string()));

export interface Surroundings {
  /** Outputs of the deployed stacks by stack name. */
  readonly outputs: z.infer<typeof Outputs>;
  readonly templatesFolder: string;
  readonly python: string;
}

/** @throws Error when the suite was not started by `npm run test:aws` */
export function surroundings(): Surroundings {
  const environment = Environment.parse(process.env);
  return {
    outputs: Outputs.parse(JSON.parse(readFileSync(environment.AWS_TEST_OUTPUTS, 'utf8'))),
    templatesFolder: environment.AWS_TEST_TEMPLATES,
    python: environment.AWS_TEST_PYTHON,
  };
}
