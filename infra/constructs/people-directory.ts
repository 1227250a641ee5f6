import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccountRecovery, FeaturePlan, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

const minimumPasswordLength = 12;

/** The people of a deployment that has no issuer of its own: invited by an administrator, never self-registered. */
export class PeopleDirectory extends Construct {
  readonly userPool: UserPool;
  readonly issuer: string;
  /** Host name of the sign-in pages. */
  readonly signInDomain: string;

  constructor(scope: Construct, id: string, props: { readonly settings: Settings }) {
    super(scope, id);
    this.userPool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      passwordPolicy: {
        minLength: minimumPasswordLength,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const stack = Stack.of(this);
    const domainPrefix = `countersign-${props.settings.stage}-${stack.account}`;
    this.userPool.addDomain('SignIn', { cognitoDomain: { domainPrefix } });
    this.signInDomain = `${domainPrefix}.auth.${stack.region}.amazoncognito.com`;
    // From its id: the emulator that verifies this template knows no ProviderURL attribute.
    this.issuer = `https://cognito-idp.${stack.region}.${stack.urlSuffix}/${this.userPool.userPoolId}`;
    Validations.of(this.userPool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: 'A second factor is offered to everyone; requiring it is the choice of whoever runs the deployment.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason:
          'Threat protection needs the Plus plan, which costs per person; whoever needs it brings their own issuer or raises the plan.',
      },
    );
  }
}
