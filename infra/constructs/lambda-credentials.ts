/** A function's credentials are in its environment. The SDK's own chain would also look for files and sign-ins of a developer's machine: 120 KB of code. */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
