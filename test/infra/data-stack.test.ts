import { Match } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { resourcesOf, synthesize } from '../support/aws/synthesized.ts';

const Indexes = z.array(z.object({ IndexName: z.string() }));
const { data } = synthesize();
const tables = resourcesOf(data, 'AWS::DynamoDB::GlobalTable');

describe('what outlives a deployment', () => {
  it('is three tables, a bucket, five secrets and the people', () => {
    expect(tables).toHaveLength(3);
    data.resourceCountIs('AWS::S3::Bucket', 1);
    data.resourceCountIs('AWS::SecretsManager::Secret', 5);
    data.resourceCountIs('AWS::Cognito::UserPool', 1);
  });

  it('is kept when the stack is deleted, and when a resource is replaced', () => {
    const stateful = resourcesOf(data).filter(({ type }) =>
      [
        'AWS::DynamoDB::GlobalTable',
        'AWS::S3::Bucket',
        'AWS::SecretsManager::Secret',
        'AWS::Cognito::UserPool',
      ].includes(type),
    );
    for (const { attributes } of stateful) {
      expect(attributes).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    expect(stateful).toHaveLength(10);
  });

  it('can be restored to any second, and its tables cannot be deleted', () => {
    for (const { properties } of tables) {
      expect(properties).toMatchObject({
        Replicas: [
          {
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            DeletionProtectionEnabled: true,
          },
        ],
      });
    }
  });

  it('is encrypted with keys of the account', () => {
    for (const { properties } of tables) {
      expect(properties).toMatchObject({ SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } });
    }
  });

  it('forgets what has expired, in every table', () => {
    for (const { properties } of tables) {
      expect(properties).toMatchObject({ TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } });
    }
  });

  it('is paid by request and has no capacity to run out of', () => {
    for (const { properties } of tables) expect(properties).toMatchObject({ BillingMode: 'PAY_PER_REQUEST' });
  });

  it('tells old and new of every change of the work table, and of no other', () => {
    const streams = tables
      .map(({ properties }) => properties.StreamSpecification)
      .filter((stream) => stream !== undefined);
    expect(streams).toEqual([{ StreamViewType: 'NEW_AND_OLD_IMAGES' }]);
  });

  it('has its three indexes on the work table', () => {
    const names = tables.map(({ properties }) =>
      Indexes.parse(properties.GlobalSecondaryIndexes ?? []).map((index) => index.IndexName),
    );
    expect(names).toEqual([['byProject', 'byStatus', 'byDue'], [], []]);
  });

  it('keeps files private, encrypted, and only ever over TLS', () => {
    data.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      }),
    });
  });

  it('makes the three keys of its own and leaves the two of others to the operator', () => {
    const secrets = resourcesOf(data, 'AWS::SecretsManager::Secret');
    const generated = secrets.filter(({ properties }) => properties.GenerateSecretString !== undefined);
    expect(generated.map(({ properties }) => properties.Name)).toEqual([
      'countersign/production/link-key',
      'countersign/production/cursor-key',
      'countersign/production/cookie-key',
    ]);
    for (const { properties } of secrets) expect(properties).not.toHaveProperty('SecretString');
  });

  it('lets nobody register themselves', () => {
    data.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: 'ACTIVE',
    });
  });

  it('has no people of its own where an issuer is given', () => {
    const other = synthesize({ issuer: 'https://id.example.org', clientId: 'console' });
    other.data.resourceCountIs('AWS::Cognito::UserPool', 0);
    other.platform.resourceCountIs('AWS::Cognito::UserPoolClient', 0);
  });
});
