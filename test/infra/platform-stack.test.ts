import { Match } from 'aws-cdk-lib/assertions';
import { routes } from '../../functions/api/routes.ts';
import { functionTable } from '../../infra/stacks/function-table.ts';
import { httpRoutes } from '../../infra/stacks/http-routes.ts';
import { resourcesOf, synthesize } from '../support/aws/synthesized.ts';

const { platform } = synthesize();
const settings = { testClock: false };
const table = functionTable(settings);
const functions = resourcesOf(platform, 'AWS::Lambda::Function');
/** Of the HTTP API; the WebSocket API is `Live…`. */
const ofEntrance = (type: string) => resourcesOf(platform, type).filter(({ id }) => id.startsWith('Entrance'));
const apiRoutes = ofEntrance('AWS::ApiGatewayV2::Route');
/** CloudFormation's own limit; CDK warns at four fifths. */
const maxResources = 500;

describe('every function', () => {
  it('is one row of the function table', () => {
    expect(functions).toHaveLength(Object.keys(table).length);
  });

  it('runs on Node 24 on arm64, for a time that is said', () => {
    for (const { properties } of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Timeout: expect.any(Number),
        MemorySize: expect.any(Number),
        Environment: { Variables: { STAGE: 'production', TEST_CLOCK: 'off', RATE_LIMITS: 'on' } },
      });
    }
  });

  it('has a role and a log group of its own', () => {
    const roles = functions.map(({ properties }) => JSON.stringify(properties.Role));
    const logs = functions.map(({ properties }) => JSON.stringify(properties.LoggingConfig));
    expect(new Set(roles).size).toBe(functions.length);
    expect(new Set(logs).size).toBe(functions.length);
  });

  it('is watched by an alarm', () => {
    const alarms = resourcesOf(platform, 'AWS::CloudWatch::Alarm');
    const errors = alarms.filter(({ properties }) => properties.MetricName === 'Errors');
    expect(errors).toHaveLength(functions.length);
    for (const { properties } of alarms) expect(properties.AlarmActions).toHaveLength(1);
  });

  it('holds no secret in its variables, only where it is', () => {
    for (const { properties } of functions) {
      expect(JSON.stringify(properties.Environment)).not.toContain('resolve:secretsmanager');
    }
  });
});

describe('logs', () => {
  it('are kept for a time that is said', () => {
    const groups = resourcesOf(platform, 'AWS::Logs::LogGroup');
    for (const { properties } of groups) expect(properties.RetentionInDays).toBe(90);
    expect(groups).toHaveLength(functions.length + 2);
  });

  it('of access name the route, never the path, the address or the query', () => {
    const [stage] = resourcesOf(platform, 'AWS::ApiGatewayV2::Stage');
    const format = JSON.stringify(stage?.properties.AccessLogSettings);
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/context\.(path|requestOverride|identity|authorizer|customDomain)|protocol/i);
  });
});

describe('the HTTP API', () => {
  it('has each route of the route table, those of people, and one for the rest', () => {
    const keys = apiRoutes.map(({ properties }) => properties.RouteKey);
    const wanted = [...httpRoutes(settings).values()].flat().map(({ method, path }) => `${method} ${path}`);
    expect(new Set(keys)).toEqual(new Set([...wanted, '$default']));
    expect(keys).toEqual(expect.arrayContaining(Object.values(routes).map(({ method, path }) => `${method} ${path}`)));
    expect(keys).toEqual(expect.arrayContaining(['GET /a/{token}', 'HEAD /a/{token}', 'POST /a/{token}']));
  });

  it('asks for one permission per function, not one per route, which would not fit the policy of a function', () => {
    expect(ofEntrance('AWS::Lambda::Permission')).toHaveLength(httpRoutes(settings).size);
    expect(ofEntrance('AWS::ApiGatewayV2::Integration')).toHaveLength(httpRoutes(settings).size);
  });

  it('lets through no more than the settings say', () => {
    platform.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    });
  });

  it('has the clock of tests only where the settings allow it', () => {
    const clock = { RouteKey: 'POST /test/clock' };
    const other = synthesize({ stage: 'test', testClock: true });
    expect(resourcesOf(platform).map(({ properties }) => properties)).not.toContainEqual(
      expect.objectContaining(clock),
    );
    other.platform.hasResourceProperties('AWS::ApiGatewayV2::Route', clock);
  });
});

describe('the WebSocket API', () => {
  it('tells one function of connections that open and end, and has no route for what they say', () => {
    const routes = resourcesOf(platform, 'AWS::ApiGatewayV2::Route').filter(({ id }) => id.startsWith('Live'));
    expect(routes.map(({ properties }) => properties.RouteKey).sort()).toEqual(['$connect', '$disconnect']);
    for (const { properties } of routes) expect(properties).not.toHaveProperty('RouteResponseSelectionExpression');
  });

  it('keeps no log of requests, whose query holds the ticket, and lets through no more than the settings say', () => {
    const stages = resourcesOf(platform, 'AWS::ApiGatewayV2::Stage').filter(({ id }) => id.startsWith('Live'));
    expect(stages).toHaveLength(1);
    expect(stages[0]?.properties).not.toHaveProperty('AccessLogSettings');
    expect(stages[0]?.properties.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 200 });
  });

  it('is known to every function by one address, which a setting may replace', () => {
    const { platform: other } = synthesize({ liveBaseUrl: 'https://gateway.example.org/ws' });
    for (const template of [platform, other]) {
      const { Value } = template.toJSON().Outputs.LiveEndpoint;
      for (const { properties } of resourcesOf(template, 'AWS::Lambda::Function'))
        expect(properties.Environment).toMatchObject({ Variables: { LIVE_ENDPOINT: Value } });
    }
    expect(JSON.stringify(platform.toJSON().Outputs.LiveEndpoint)).toContain('.execute-api.');
    expect(JSON.stringify(other.toJSON().Outputs.LiveEndpoint)).toContain('https://gateway.example.org/ws');
  });
});

describe('queues', () => {
  const queues = resourcesOf(platform, 'AWS::SQS::Queue');

  it('set hopeless messages aside where an alarm sees them', () => {
    const working = queues.filter(({ properties }) => properties.RedrivePolicy !== undefined);
    for (const { properties } of working) expect(properties.RedrivePolicy).toMatchObject({ maxReceiveCount: 5 });
    const alarms = resourcesOf(platform, 'AWS::CloudWatch::Alarm').filter(
      ({ properties }) => properties.MetricName === 'ApproximateNumberOfMessagesVisible',
    );
    expect(working).toHaveLength(1);
    expect(alarms).toHaveLength(queues.length - working.length);
  });

  it('are encrypted', () => {
    for (const { properties } of queues) expect(properties.SqsManagedSseEnabled).toBe(true);
  });

  it('hand over messages in batches whose failures are told one by one', () => {
    platform.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  });
});

describe('the changes of the work table', () => {
  it('are tried again a few times, in halves, and then set aside', () => {
    platform.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'TRIM_HORIZON',
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 21_600,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });
});

describe('the followers of the work table', () => {
  it('are woken by events only, not by every row that moves nor by the copies that one of them writes', () => {
    const mappings = resourcesOf(platform, 'AWS::Lambda::EventSourceMapping').filter(
      ({ properties }) => properties.StartingPosition !== undefined,
    );
    expect(mappings).toHaveLength(Object.values(table).filter(({ follows }) => follows === 'work').length);
    for (const { properties } of mappings)
      expect(properties.FilterCriteria).toEqual({
        Filters: [{ Pattern: '{"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"evt#"}]}}}}' }],
      });
  });
});

describe('the sweep', () => {
  it('runs each minute, and a run that cannot be started is set aside', () => {
    platform.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Target: Match.objectLike({ DeadLetterConfig: Match.anyValue(), RetryPolicy: Match.anyValue() }),
    });
  });
});

describe('mail', () => {
  it('goes out over TLS, and nothing rewrites its links', () => {
    platform.hasResourceProperties('AWS::SES::ConfigurationSet', { DeliveryOptions: { TlsPolicy: 'REQUIRE' } });
    const destinations = resourcesOf(platform, 'AWS::SES::ConfigurationSetEventDestination');
    expect(JSON.stringify(destinations)).not.toMatch(/"(click|open)"/i);
    expect(JSON.stringify(resourcesOf(platform, 'AWS::SES::ConfigurationSet'))).not.toContain('CustomRedirectDomain');
  });
});

describe('the stack', () => {
  it('fits into CloudFormation with room to grow', () => {
    expect(resourcesOf(platform).length).toBeLessThan(maxResources * 0.8);
  });

  it('keeps nothing that would be lost with it', () => {
    const types = new Set(resourcesOf(platform).map(({ type }) => type));
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret']) {
      expect(types).not.toContain(type);
    }
  });

  it.each([
    ['Bedrock', { modelProvider: 'bedrock' }],
    [
      'an issuer that knows the console as a confidential client',
      { issuer: 'https://id.example.org', clientId: 'c', confidentialClient: true },
    ],
    ['alarms by mail', { alarmAddress: 'operations@example.org' }],
  ])('passes the rules of AWS also with %s', (_, given) => {
    expect(() => synthesize(given)).not.toThrow();
  });
});
