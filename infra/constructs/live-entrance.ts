import { ArnFormat, Fn, Stack, Validations } from 'aws-cdk-lib';
import { WebSocketApi, type WebSocketRoute, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { LambdaFunction } from './lambda-function.ts';

const stageName = 'live';

export interface LiveEntranceProps {
  /** What stands before id and stage in the address. @default AWS's own address of the API */
  readonly baseUrl: string | undefined;
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** The one WebSocket API. It has no route for what comes in: pages and programs listen, and nothing they say is read. */
export class LiveEntrance extends Construct {
  /** Where connections are managed, and with `wss:` where they are opened; without a slash at the end. */
  readonly endpoint: string;
  private readonly api: WebSocketApi;
  private readonly stage: WebSocketStage;

  constructor(scope: Construct, id: string, props: LiveEntranceProps) {
    super(scope, id);
    this.api = new WebSocketApi(this, 'Api');
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName,
      autoDeploy: true,
      throttle: { rateLimit: props.ratePerSecond, burstLimit: props.burst },
    });
    this.endpoint =
      props.baseUrl === undefined ? this.stage.callbackUrl : Fn.join('/', [props.baseUrl, this.api.apiId, stageName]);
    Validations.of(this.stage).acknowledge({
      id: 'AwsSolutions-APIG1',
      reason: 'The function logs each connection. A log of the gateway would need a role for the whole account.',
    });
  }

  /** All connections of this API, whatever their ids. */
  get connectionsArn(): string {
    return Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.api.apiId,
      resourceName: `${stageName}/*/@connections/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  /** Tells the function of each connection that opens or ends. */
  route(target: LambdaFunction): void {
    const integration = new WebSocketLambdaIntegration('Connection', target.function);
    this.acknowledge([
      this.api.addRoute('$connect', { integration }),
      this.api.addRoute('$disconnect', { integration }),
    ]);
  }

  private acknowledge(routes: readonly WebSocketRoute[]): void {
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'A connection is opened by a ticket that the function itself uses up; ending one needs no right.',
      });
    }
  }
}
