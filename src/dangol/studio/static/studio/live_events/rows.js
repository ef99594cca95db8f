// The rows of live events: an entry of the stream as a row of the table. Text only, never HTML.
(() => {
  const BADGES = { accepted: 'good', duplicate: 'waiting', rejected: 'attention', aside: 'attention' }

  class LiveRows {
    constructor(template, words, { language, zone, customers }) {
      this.template = template
      this.words = words
      this.customers = customers
      this.clock = new Intl.DateTimeFormat(language, { timeZone: zone, timeStyle: 'medium', hourCycle: 'h23' })
      this.calendar = new Intl.DateTimeFormat(language, { timeZone: zone, dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' })
    }

    make(entry) {
      const row = this.template.content.firstElementChild.cloneNode(true)
      const fields = Object.fromEntries([...row.querySelectorAll('[data-field]')].map((one) => [one.dataset.field, one]))
      row.dataset.offset = entry.offset
      fields.time.dateTime = entry.received_at
      fields.time.textContent = this.clock.format(new Date(entry.received_at))
      fields.outcome.textContent = this.words.outcomes[entry.outcome]
      fields.outcome.classList.add(`dg-badge--${BADGES[entry.outcome]}`)
      fields.event.textContent = this.title(entry)
      fields.type.textContent = entry.event ? this.words.calls[entry.type] || '' : ''
      fields.reason.textContent = entry.reason
      fields.icon.setAttribute('href', `#icon-dg-${entry.touchpoint}`)
      fields.icon.parentElement.parentElement.title = this.words.touchpoints[entry.touchpoint]
      fields.source.textContent = entry.source
      fields.touchpoint.textContent = this.words.touchpoints[entry.touchpoint]
      fields.brand.textContent = this.words.brands[entry.brand] || entry.brand
      this.link(fields.customer, entry)
      return row
    }

    title(entry) {
      return entry.event || this.words.calls[entry.type] || entry.type || entry.code
    }

    moment(text) {
      return this.calendar.format(new Date(text))
    }

    address(entry) {
      return entry.customer && this.customers ? `${this.customers}${encodeURIComponent(entry.customer)}/` : ''
    }

    link(anchor, entry) {
      anchor.firstElementChild.textContent = entry.customer ? entry.label || `${anchor.dataset.unnamed} · ${entry.customer.slice(-4)}` : '–'
      if (this.address(entry)) anchor.href = this.address(entry)
    }
  }

  window.DangolLiveRows = LiveRows
})()
