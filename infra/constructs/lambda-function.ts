import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, type IGrantable, type IPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { BoundClient } from './bound-clients.ts';
import { bundlingFor } from './bundling.ts';
import { explainWildcard } from './wildcard.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** API Gateway gives up after 30 s; a function behind it that ran longer would work for nobody. */
export const defaultTimeoutSeconds = 29;
/** One virtual processor comes with 1,769 MB; most of the work here is waiting, and start time is what memory buys. */
const defaultMemoryMegabytes = 1024;

export interface LambdaFunctionProps {
  /** Source file below the repository, e.g. `functions/api/health.ts`; it exports `handler`. */
  readonly entry: string;
  readonly logRetention: RetentionDays;
  readonly environment?: Readonly<Record<string, string>>;
  /** What the function is bound to; the clients of everything else stay out of its bundle. @default everything is bundled */
  readonly clients?: ReadonlySet<BoundClient>;
  /** @default 1024 */
  readonly memoryMegabytes?: number | undefined;
  /** @default 29 */
  readonly timeoutSeconds?: number | undefined;
}

/** Every function of the product: Node 24 on arm64, one minified ES module, its own role and its own log group. */
export class LambdaFunction extends Construct implements IGrantable {
  readonly function: NodejsFunction;
  readonly entry: string;
  readonly timeout: Duration;
  readonly logGroup: LogGroup;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    this.entry = props.entry;
    this.timeout = Duration.seconds(props.timeoutSeconds ?? defaultTimeoutSeconds);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);
    this.function = new NodejsFunction(this, 'Function', {
      entry: `${repository}${props.entry}`,
      projectRoot: repository,
      depsLockFilePath: `${repository}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMegabytes ?? defaultMemoryMegabytes,
      timeout: this.timeout,
      role: this.role,
      logGroup: this.logGroup,
      environment: { ...props.environment },
      bundling: bundlingFor(props.clients),
    });
  }

  get grantPrincipal(): IPrincipal {
    return this.role.grantPrincipal;
  }

  /** Tells the function where something is. */
  setVariable(name: string, value: string): void {
    this.function.addEnvironment(name, value);
  }

  /** Allows exactly these actions on exactly these resources. @param why one of them has to hold a wildcard */
  allow(actions: readonly string[], resources: readonly string[], why?: string): void {
    if (why !== undefined) for (const resource of resources) explainWildcard(this, resource, why);
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }
}
