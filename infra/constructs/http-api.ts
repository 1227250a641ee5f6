import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LambdaFunction } from './lambda-function.ts';

export interface RoutedPath {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
}

/**
 * The template of a route, never the path that was asked for: an approval link's token is part of its path.
 * Addresses and user agents of people are left out as well.
 */
const accessLogFields = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
};

export interface HttpEntranceProps {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly logRetention: RetentionDays;
}

/** The one HTTP API, with one integration and one invoke permission per function however many routes lead to it. */
export class HttpEntrance extends Construct {
  readonly api: HttpApi;
  private readonly integrations = new Map<LambdaFunction, HttpLambdaIntegration>();

  constructor(scope: Construct, id: string, props: HttpEntranceProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { createDefaultStage: false });
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: props.ratePerSecond, burstLimit: props.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
  }

  /** The address without a trailing slash, e.g. `https://abc.execute-api.eu-central-1.amazonaws.com`. */
  get address(): string {
    return this.api.apiEndpoint;
  }

  /** Leads requests to a function. */
  route(paths: readonly RoutedPath[], target: LambdaFunction): void {
    for (const { path, method } of paths) {
      this.acknowledge(
        this.api.addRoutes({ path, methods: [HttpMethod[method]], integration: this.integrationOf(target) }),
      );
    }
  }

  /** What no route matches: the product answers its own 404 and 405. */
  routeTheRest(target: LambdaFunction): void {
    const rest = { httpApi: this.api, routeKey: HttpRouteKey.DEFAULT, integration: this.integrationOf(target) };
    this.acknowledge([new HttpRoute(this, 'TheRest', rest)]);
  }

  private integrationOf(target: LambdaFunction): HttpLambdaIntegration {
    const existing = this.integrations.get(target);
    if (existing !== undefined) return existing;
    const integration = new HttpLambdaIntegration(`${target.node.id}Integration`, target.function, {
      scopePermissionToRoute: false,
      timeout: Duration.seconds(Math.min(target.timeout.toSeconds(), 29)),
    });
    this.integrations.set(target, integration);
    return integration;
  }

  private acknowledge(added: readonly HttpRoute[]): void {
    for (const route of added) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'The functions verify tokens, session cookies and links themselves: one code path and one error shape on both hosts. A gateway authorizer reads no cookies and answers in its own shape.',
      });
    }
  }
}
