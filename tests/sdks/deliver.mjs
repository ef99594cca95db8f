// Lets one SDK for Node deliver every type of call, then one track after the other, in its own way.
//   node deliver.mjs SDK HOST KEY USER TRACKS
// Prints "sending" once the first call was made; exits 0 when the SDK says that all was delivered.
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

const require = createRequire(import.meta.url)
const [sdk, host, key, user, tracks] = process.argv.slice(2)
const PAUSE = 20

// Segment's SDK and its kin take the same objects; they are set to send soon and to be patient.
function segmentLike(client, end) {
  const about = { userId: user }
  return {
    identify: (traits) => client.identify({ ...about, traits }),
    track: (event, properties) => client.track({ ...about, event, properties }),
    page: (name) => client.page({ ...about, name, category: 'Shop' }),
    screen: (name) => client.screen({ ...about, name, category: 'App' }),
    group: (groupId, traits) => client.group({ ...about, groupId, traits }),
    alias: (previousId) => client.alias({ ...about, previousId }),
    end,
  }
}

const SDKS = {
  'segment-node': () => {
    const { Analytics } = require('@segment/analytics-node')
    const client = new Analytics({ writeKey: key, host, flushAt: 7, flushInterval: 200 })
    client.on('error', fail)
    return segmentLike(client, () => client.closeAndFlush({ timeout: 60_000 }))
  },
  'customerio-node': () => {
    const { Analytics } = require('@customerio/cdp-analytics-node')
    const client = new Analytics({
      writeKey: key, host, maxEventsInBatch: 7, flushInterval: 200, maxRetries: 30,
    })
    client.on('error', fail)
    return segmentLike(client, () => client.closeAndFlush({ timeout: 60_000 }))
  },
  'rudder-node': () => {
    const Analytics = require('@rudderstack/rudder-sdk-node')
    const client = new Analytics(key, {
      dataPlaneUrl: host, flushAt: 7, flushInterval: 200, retryCount: 10, errorHandler: fail,
    })
    return segmentLike(client, () => client.flush())
  },
  'jitsu-node': () => {
    const { jitsuAnalytics } = require('@jitsu/js')
    const client = jitsuAnalytics({
      host, writeKey: `${key}:dangol`, s2s: true, fetch: patientFetch, errorPolicy: fail,
    })
    const calls = []
    return {
      identify: (traits) => calls.push(client.identify(user, traits)),
      track: (event, properties) => calls.push(client.track(event, properties)),
      page: (name) => calls.push(client.page({ name })),
      group: (groupId, traits) => calls.push(client.group(groupId, traits)),
      end: () => Promise.all(calls),
    }
  },
}

// Jitsu's SDK asks once; it leaves being patient to the fetch that it is given. Now and then Node's
// own fetch never ends when its server is killed, so what takes long is asked again: the bound, and
// something that keeps Node awake until then.
async function patientFetch(url, request) {
  const awake = setInterval(() => {}, 1000)
  try {
    for (;;) {
      const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(5000) }).catch(() => null)
      if (answer && answer.status < 500) return answer
      await sleep(100)
    }
  } finally {
    clearInterval(awake)
  }
}

function fail(error) {
  console.error(error)
  process.exit(1)
}

const client = SDKS[sdk]()
client.identify({ email: `${user}@example.com`, plan: 'gold' })
client.page('Home')
client.screen?.('Main')
client.group('acme', { employees: 40 })
client.alias?.(`old-${user}`)
console.log('sending')
for (let number = 1; number <= Number(tracks); number++) {
  client.track('Step', { number })
  await sleep(PAUSE)
}
await client.end()
