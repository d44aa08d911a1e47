import { get } from 'node:http'
import { text } from 'node:stream/consumers'

export interface WebPage {
  readonly status: number
  readonly body: string
}

/** A page of a bot, over a connection of its own: a kept one may be closed in the moment in which it is used again. */
export function webPage(port: unknown, path: string): Promise<WebPage> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: Number(port), path, agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    }).once('error', reject)
  })
}
