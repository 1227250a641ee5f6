import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { SecretName, TableName } from '../../lib/platform/index.ts';
import { secretPath } from '../constructs/bindings.ts';
import { PeopleDirectory } from '../constructs/people-directory.ts';
import { RecordTable } from '../constructs/record-table.ts';
import type { Settings } from '../settings.ts';

/** 256 bits in characters that need no escaping. */
const generatedSecretLength = 43;
const keepReplacedObjectsDays = 30;

const secrets: Readonly<Record<SecretName, { readonly description: string; readonly generated: boolean }>> = {
  'link-key': {
    description: 'Makes the tokens of approval links. Replacing it voids every open link.',
    generated: true,
  },
  'cursor-key': { description: 'Signs the cursors of lists.', generated: true },
  'cookie-key': { description: 'Seals console sessions. Replacing it signs everybody out.', generated: true },
  'model-key': { description: 'Key of the Messages API. Filled in by the operator.', generated: false },
  'oidc-client-secret': {
    description: 'Client secret of the console at the issuer. Filled in by the operator; empty for a public client.',
    generated: false,
  },
};

/** Everything that must outlive a deployment: records, files, secrets and, where no issuer is given, the people. */
export class DataStack extends Stack {
  readonly tables: Readonly<Record<TableName, RecordTable>>;
  readonly blobs: Bucket;
  readonly people: PeopleDirectory | undefined;

  constructor(scope: Construct, id: string, props: StackProps & { readonly settings: Settings }) {
    super(scope, id, props);
    const { settings } = props;
    this.tables = {
      work: new RecordTable(this, 'Work', { tableName: 'work' }),
      substrate: new RecordTable(this, 'Substrate', { tableName: 'substrate' }),
      audit: new RecordTable(this, 'Audit', { tableName: 'audit' }),
    };
    this.blobs = this.createBlobs();
    this.createSecrets(settings);
    if (settings.issuer === undefined) this.people = new PeopleDirectory(this, 'People', { settings });
  }

  private createBlobs(): Bucket {
    const blobs = new Bucket(this, 'Blobs', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(keepReplacedObjectsDays),
        },
      ],
    });
    Validations.of(blobs).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Objects are named by their own digest and reached through functions that log each request; a second log of the same reads would hold signed addresses.',
    });
    return blobs;
  }

  private createSecrets(settings: Settings): void {
    for (const [name, { description, generated }] of Object.entries(secrets)) {
      const secret = new Secret(this, `Secret-${name}`, {
        secretName: secretPath(settings, name as SecretName),
        description,
        removalPolicy: RemovalPolicy.RETAIN,
        ...(generated
          ? { generateSecretString: { passwordLength: generatedSecretLength, excludePunctuation: true } }
          : {}),
      });
      // Without a generator the secret starts without a value, which the product reads as "not configured".
      if (!generated) (secret.node.defaultChild as CfnSecret).generateSecretString = undefined;
      Validations.of(secret).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason: `${description} An unattended rotation would do so without warning.`,
      });
    }
  }
}
