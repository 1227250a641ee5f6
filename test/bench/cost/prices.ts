/** AWS's list prices for us-east-1, in dollars for one unit; without free tiers, storage and data transfer. */
export const prices = {
  /** on demand, 1 KB written; a transaction takes two for each */
  'DynamoDB write units': 0.625e-6,
  /** on demand, 4 KB read with strong consistency */
  'DynamoDB read units': 0.125e-6,
  'Step Functions transitions': 25e-6,
  'Lambda requests': 0.2e-6,
  /** arm64 */
  'Lambda GB-seconds': 13.3334e-6,
  'API Gateway requests': 1e-6,
  /** a message is sent, received and deleted */
  'SQS requests': 0.4e-6,
  'S3 writes': 5e-6,
  'S3 reads': 0.4e-6,
  'SES mails': 0.1e-3,
  'CloudWatch log megabytes': 0.5e-3,
} as const;
export type Priced = keyof typeof prices;
export const pricedItems: readonly Priced[] = Object.keys(prices).filter((name): name is Priced => name in prices);
