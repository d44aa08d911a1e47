import { randomUUID } from 'node:crypto'
import { generate } from 'selfsigned'

export interface Certificate {
  /** PEM, PKCS #8. */
  readonly key: string
  /** PEM, self-signed: give it to a client as a trusted root (`NODE_EXTRA_CA_CERTS`, `tls.setDefaultCACertificates`). */
  readonly cert: string
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * A fresh P-256 certificate for 127.0.0.1 and localhost, valid from yesterday (clocks differ) for a month. Each has a name of
 * its own: OpenSSL looks for trusted roots by name, and a process may trust several of these.
 */
export async function makeCertificate(): Promise<Certificate> {
  const pems = await generate([{ name: 'commonName', value: `Hansard sandbox ${randomUUID()}` }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + 30 * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  })
  return { key: pems.private, cert: pems.cert }
}
