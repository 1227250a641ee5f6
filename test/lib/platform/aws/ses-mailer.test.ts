import * as z from 'zod';
import { createSesMailer } from '../../../../lib/platform/aws/ses-mailer.ts';
import { services } from '../../../../lib/platform/aws/wire/endpoint.ts';
import type { Mailer } from '../../../../lib/platform/index.ts';
import { refusedAddresses, sampleMail } from '../../../contract/mailer-contract.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { clientAt, jsonError, type ScriptedService, startScriptedService } from '../../../support/scripted-service.ts';

const sentRequest = z.object({
  FromEmailAddress: z.string(),
  Destination: z.object({ ToAddresses: z.array(z.string()) }),
  Content: z.object({ Raw: z.object({ Data: z.base64() }) }),
  ConfigurationSetName: z.string(),
  ConfigurationOverrides: z.unknown(),
});
const accepted = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"MessageId":"1"}' };

let service: ScriptedService;
let mailer: Mailer;
const openMailer = (endpoint: string): Mailer =>
  createSesMailer({
    client: clientAt(endpoint, services.mail),
    sender: 'Countersign <no-reply@example.org>',
    configurationSet: 'countersign-test',
    clock: createManualClock(),
  });
beforeAll(async () => {
  service = await startScriptedService();
  mailer = openMailer(service.endpoint);
});
afterAll(() => service.close());

describe('createSesMailer', () => {
  it('sends one raw message to one address, without click or open tracking', async () => {
    service.answer(accepted);

    await mailer.send(sampleMail('mai_1', { to: { name: 'Ünal', address: 'a@bücher.example' } }));

    expect(service.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v2/email/outbound-emails']);
    const request = sentRequest.parse(JSON.parse(service.requests[0]?.body ?? ''));
    expect(request).toMatchObject({
      FromEmailAddress: 'Countersign <no-reply@example.org>',
      Destination: { ToAddresses: ['a@xn--bcher-kva.example'] },
      ConfigurationSetName: 'countersign-test',
      ConfigurationOverrides: { Tracking: { ClickTrackingEnabled: 'DISABLED', OpenTrackingEnabled: 'DISABLED' } },
    });
    const message = Buffer.from(request.Content.Raw.Data, 'base64').toString('utf8');
    expect(message).toContain('To: =?UTF-8?Q?=C3=9Cnal?= <a@xn--bcher-kva.example>\r\n');
    expect(message).toContain('Auto-Submitted: auto-generated\r\n');
  });

  it.each(refusedAddresses)('asks SES nothing for the address %j', async (address) => {
    service.answer(accepted);

    await expect(mailer.send(sampleMail('mai_1', { to: { name: '', address } }))).rejects.toMatchObject({
      code: 'invalid_request',
    });

    expect(service.requests).toEqual([]);
  });

  it.each([
    ['invalid_request', 400, 'MessageRejected'],
    ['invalid_request', 400, 'BadRequestException'],
    ['unavailable', 429, 'TooManyRequestsException'],
    ['unavailable', 400, 'SendingPausedException'],
    ['unavailable', 400, 'MailFromDomainNotVerifiedException'],
    ['unavailable', 400, 'LimitExceededException'],
    ['unavailable', 500, 'InternalServiceErrorException'],
    ['unavailable', 503, 'ServiceUnavailable'],
  ])('says %s when SES answers %d %s', async (code, status, name) => {
    service.answer(jsonError(status, name));

    await expect(mailer.send(sampleMail('mai_1'))).rejects.toMatchObject({
      code,
      message: `ses:SendEmail failed: ${name}`,
    });
  });

  it('says unavailable when nobody answers', async () => {
    await expect(openMailer('http://127.0.0.1:1').send(sampleMail('mai_1'))).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('keeps no bodies', async () => {
    expect(await mailer.sent('mai_1')).toBeUndefined();
  });
});
