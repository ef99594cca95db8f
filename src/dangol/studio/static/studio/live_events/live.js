// data-controller="dg-live": fills the table of live events from the edge's stream of server-sent
// events. Keeps the newest rows, holds back while paused, comes back by itself when the connection
// breaks or its short-lived right ends, and says to screen readers now and then how many came.
(() => {
  const MOST_ROWS = 300
  const RECENT = 100
  const SAY_EVERY = 5000
  const TRY_AGAIN = 2000

  class Live extends window.StimulusModule.Controller {
    static targets = [
      'rows', 'row', 'list', 'empty', 'none', 'lost', 'skipped', 'said', 'state', 'text', 'source', 'outcome', 'pause',
      'drawer', 'title', 'sentence', 'why', 'happened', 'received', 'message', 'raw', 'way',
    ]

    static values = { stream: String, entry: String, customer: String, language: String, zone: String }

    connect() {
      this.entries = new Map()
      this.waiting = []
      this.unsaid = 0
      this.paused = false
      const words = JSON.parse(document.getElementById('le-words').textContent)
      const shown = { language: this.languageValue, zone: this.zoneValue, customers: this.customerValue }
      this.maker = new window.DangolLiveRows(this.rowTarget, words, shown)
      this.speaker = window.setInterval(() => this.say(), SAY_EVERY)
      this.watch()
    }

    disconnect() {
      window.clearInterval(this.speaker)
      window.clearTimeout(this.again)
      this.close()
    }

    // The stream.

    async watch() {
      this.close()
      const asked = this.asked = Symbol('asked')
      const answer = await fetch(this.streamValue, { headers: { Accept: 'application/json' } }).catch(() => null)
      if (asked !== this.asked) return
      if (!answer || !answer.ok) { this.lose(); return }
      const { address } = await answer.json()
      if (asked !== this.asked) return
      const filter = new URLSearchParams({ source: this.sourceTarget.value, outcome: this.outcomeTarget.value, recent: RECENT })
      this.listen(`${address}&${filter}`)
    }

    listen(address) {
      this.stream = new EventSource(address)
      this.stream.onopen = () => this.tell('open')
      this.stream.onerror = () => this.lose()
      this.stream.addEventListener('entry', (message) => this.take(JSON.parse(message.data)))
      this.stream.addEventListener('skipped', () => { this.skippedTarget.hidden = false })
      this.stream.addEventListener('ended', () => this.watch())
    }

    close() {
      if (this.stream) this.stream.close()
      this.stream = null
    }

    lose() {
      this.close()
      this.tell('lost')
      window.clearTimeout(this.again)
      this.again = window.setTimeout(() => this.watch(), TRY_AGAIN)
    }

    tell(state) {
      this.connection = state
      this.lostTarget.hidden = state !== 'lost'
      const shown = this.paused && state === 'open' ? 'paused' : state
      this.element.dataset.state = shown
      this.stateTarget.textContent = this.stateTarget.dataset[shown]
    }

    // Rows.

    take(entry) {
      if (this.entries.has(entry.offset)) return
      this.entries.set(entry.offset, entry)
      if (!this.paused) { this.show(entry); return }
      this.waiting.push(entry)
      if (this.waiting.length > MOST_ROWS) this.entries.delete(this.waiting.shift().offset)
      this.count()
    }

    show(entry) {
      const row = this.maker.make(entry)
      row.hidden = !this.fits(entry)
      const later = [...this.rowsTarget.children].find((one) => Number(one.dataset.offset) < entry.offset)
      this.rowsTarget.insertBefore(row, later || null)
      if (!row.hidden) this.unsaid += 1
      while (this.rowsTarget.children.length > MOST_ROWS) this.drop(this.rowsTarget.lastElementChild)
      this.settle()
    }

    drop(row) {
      this.entries.delete(Number(row.dataset.offset))
      row.remove()
    }

    settle() {
      const rows = [...this.rowsTarget.children]
      this.emptyTarget.hidden = rows.length > 0
      this.listTarget.hidden = rows.length === 0
      this.noneTarget.hidden = rows.some((row) => !row.hidden)
    }

    say() {
      if (!this.unsaid || document.hidden) return
      const { one, many } = this.saidTarget.dataset
      this.saidTarget.textContent = this.unsaid === 1 ? one : many.replace('{count}', this.unsaid)
      this.unsaid = 0
    }

    // Filter and pause.

    fits(entry) {
      const text = this.textTarget.value.trim().toLocaleLowerCase()
      const said = [entry.event, entry.type, entry.source, entry.label, entry.reason, entry.code, entry.message_id]
      return (!this.sourceTarget.value || entry.source === this.sourceTarget.value)
        && (!this.outcomeTarget.value || entry.outcome === this.outcomeTarget.value)
        && (!text || said.some((one) => one.toLocaleLowerCase().includes(text)))
    }

    sift() {
      for (const row of this.rowsTarget.children) row.hidden = !this.fits(this.entries.get(Number(row.dataset.offset)))
      this.skippedTarget.hidden = true
      this.settle()
    }

    choose() {
      this.sift()
      this.watch()
    }

    stay(event) {
      event.preventDefault()
    }

    pause() {
      this.paused = !this.paused
      this.pauseTarget.setAttribute('aria-pressed', String(this.paused))
      if (!this.paused) this.waiting.splice(0).forEach((entry) => this.show(entry))
      this.count()
      this.tell(this.connection)
    }

    count() {
      const { dataset } = this.pauseTarget
      dataset.pause = dataset.pause || this.pauseTarget.textContent
      const waiting = dataset.waiting.replace('{count}', this.waiting.length)
      this.pauseTarget.textContent = this.paused ? (this.waiting.length ? waiting : dataset.go) : dataset.pause
    }

    // The drawer.

    async look(event) {
      const offset = Number(event.currentTarget.closest('tr').dataset.offset)
      const entry = this.entries.get(offset)
      this.lay(entry)
      this.drawerTarget.showModal()
      this.titleTarget.focus()
      const answer = await fetch(`${this.entryValue}${offset}/`, { headers: { Accept: 'application/json' } }).catch(() => null)
      if (this.laid !== offset) return
      if (!answer || !answer.ok) { this.rawTarget.textContent = this.rawTarget.dataset.gone; return }
      const { sentence, raw } = await answer.json()
      this.sentenceTarget.textContent = sentence
      this.rawTarget.textContent = raw
    }

    lay(entry) {
      this.laid = entry.offset
      this.titleTarget.textContent = this.maker.title(entry)
      this.sentenceTarget.textContent = ''
      this.whyTarget.textContent = entry.reason
      this.whyTarget.hidden = !entry.reason
      this.happenedTarget.textContent = this.maker.moment(entry.time)
      this.receivedTarget.textContent = this.maker.moment(entry.received_at)
      this.messageTarget.textContent = entry.message_id || '–'
      this.rawTarget.textContent = this.rawTarget.dataset.loading
      this.wayTarget.hidden = !this.maker.address(entry)
      if (this.maker.address(entry)) this.wayTarget.href = this.maker.address(entry)
    }

    dismiss(event) {
      if (event.target === this.drawerTarget) this.drawerTarget.close()
    }
  }

  window.wagtail.app.register('dg-live', Live)
})()
