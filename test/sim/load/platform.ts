/** `#platform` of the simulator: the ports of the process that the running invocation belongs to. */
import type { Platform } from '../../../lib/platform/index.ts';
import { currentInvocation } from '../world/invocation.ts';

/** The simulated host opens its platforms itself. */
export function configurePlatform(): void {}

/** @throws Error outside of an invocation: the product asked for its ports where no request, task, message or timer runs. */
export const platform = (): Platform => currentInvocation().process.platform;
