import { OAuthScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { PeopleDirectory } from './people-directory.ts';

/** Where the issuer sends people back to after they signed in, and after they signed out. */
export const signInReturnPath = '/auth/callback';
export const signOutReturnPath = '/';

/** Which tokens are believed, and as which client the console signs people in. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly audience: string;
}

/**
 * From the settings, or from the deployment's own people directory: a public client (code flow with PKCE), so that no secret has to be carried over.
 * @throws Error when neither is there, which the settings rule out
 */
export function signInFor(
  scope: Construct,
  settings: Settings,
  people: PeopleDirectory | undefined,
  publicUrl: string,
): SignIn {
  if (settings.issuer !== undefined && settings.clientId !== undefined) {
    return { issuer: settings.issuer, clientId: settings.clientId, audience: settings.audience ?? settings.clientId };
  }
  if (people === undefined) throw new Error('neither an issuer nor a people directory');
  const client = new UserPoolClient(scope, 'ConsoleClient', {
    userPool: people.userPool,
    generateSecret: false,
    authFlows: { user: false, userPassword: false, userSrp: true },
    preventUserExistenceErrors: true,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: [`${publicUrl}${signInReturnPath}`],
      logoutUrls: [`${publicUrl}${signOutReturnPath}`],
    },
  });
  return { issuer: people.issuer, clientId: client.userPoolClientId, audience: client.userPoolClientId };
}
