/** How a function becomes one file: the same for every function, but for the libraries of what it is not bound to. */
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import { OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type BoundClient, boundClients, leaveOutOthers } from './bound-clients.ts';

/** @param clients what the function is bound to; the libraries of everything else stay out */
export const bundlingFor = (clients: ReadonlySet<BoundClient> = new Set(boundClients)) =>
  ({
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    bundleAwsSDK: true,
    esbuildArgs: {
      // Naming conditions drops the bundler's own, `module`, which leads to sources that can be left out in parts.
      '--conditions': 'aws,module',
      '--legal-comments': 'none',
      ...leaveOutOthers(clients),
    },
    // Some dependencies are CommonJS inside and call require() for Node's own modules.
    banner: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);",
  }) satisfies BundlingOptions;
