// data-controller="dg-live": fills the table of live events from the edge's stream of server-sent
// events. Keeps the newest rows, holds back while paused, goes on by itself where it was when the
// connection breaks or its short-lived right ends, and says to screen readers now and then how many
// came.
(() => {
  const MOST_ROWS = 300
  const RECENT = 100
  const SAY_EVERY = 5000
  const TRY_AGAIN = 2000

  class Live extends window.StimulusModule.Controller {
    static targets = [
      'rows', 'row', 'list', 'empty', 'none', 'lost', 'skipped', 'unreadable', 'said', 'state', 'text', 'brand', 'source', 'outcome', 'pause',
      'type', 'customer', 'drawer', 'title', 'sentence', 'why', 'happened', 'received', 'message', 'raw', 'way',
      'changes', 'changed', 'kept', 'validated', 'accepted', 'again',
    ]

    static values = { stream: String, entry: String, customer: String, language: String, zone: String }

    connect() {
      this.entries = new Map()
      this.waiting = []
      this.unsaid = 0
      this.paused = false
      this.connection = 'connecting'
      const words = JSON.parse(document.getElementById('le-words').textContent)
      const shown = { language: this.languageValue, zone: this.zoneValue, customers: this.customerValue }
      this.maker = new window.DangolLiveRows(this.rowTarget, words, shown)
      this.speaker = window.setInterval(() => this.say(), SAY_EVERY)
      this.begin()
    }

    disconnect() {
      window.clearInterval(this.speaker)
      this.close()
    }

    // The stream.

    begin() {
      this.entries.clear()
      this.waiting = []
      this.rowsTarget.replaceChildren()
      this.skippedTarget.hidden = true
      this.unreadableTarget.hidden = true
      this.last = ''
      this.recalling = true
      this.count()
      this.settle()
      this.watch()
    }

    async watch() {
      this.close()
      const asked = this.asked = Symbol('asked')
      const whose = this.whose() ? `?${new URLSearchParams({ customer: this.whose() })}` : ''
      const answer = await window.dangolAsk(`${this.streamValue}${whose}`, 'application/json')
      if (asked !== this.asked) return
      if (!answer) { this.lose(); return }
      const { address } = await answer.json()
      if (asked !== this.asked) return
      this.nobody = !address
      if (address) this.listen(`${address}&${this.wanted()}`)
      else { this.recalling = false; this.tell('open'); this.settle() }
    }

    whose() {
      return this.hasCustomerTarget ? this.customerTarget.value.trim() : ''
    }

    wanted() {
      const filter = { brand: this.brandTarget.value, source: this.sourceTarget.value, type: this.typeTarget.value, outcome: this.outcomeTarget.value }
      return new URLSearchParams({ ...filter, recent: RECENT, last_event_id: this.last })
    }

    listen(address) {
      this.stream = new EventSource(address)
      this.stream.onopen = () => this.tell('open')
      this.stream.onerror = () => this.lose()
      this.hear('entry', (message) => this.take(JSON.parse(message.data)))
      this.hear('skipped', () => { this.skippedTarget.hidden = false })
      this.hear('lost', () => { this.unreadableTarget.hidden = false })
      this.hear('recalled', () => { this.recalling = false; this.settle() })
      this.hear('quiet', () => {})
      this.hear('ended', () => this.watch())
    }

    // Every event tells where to go on after it; a stream opened by hand must say so itself.
    hear(name, act) {
      this.stream.addEventListener(name, (message) => {
        if (message.lastEventId) this.last = message.lastEventId
        act(message)
      })
    }

    close() {
      window.clearTimeout(this.again)
      this.asked = null
      if (this.stream) this.stream.close()
      this.stream = null
    }

    lose() {
      this.close()
      if (window.dangolAsk.shut) { this.tell('shut'); return }
      this.tell('lost')
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
      this.remember(entry.source)
      if (!this.paused || this.recalling) { this.show(entry); return }
      this.waiting.push(entry)
      if (this.waiting.length > MOST_ROWS) this.entries.delete(this.waiting.shift().offset)
      this.count()
    }

    show(entry) {
      const row = this.maker.make(entry)
      row.hidden = !this.fits(entry)
      this.rowsTarget.insertBefore(row, this.earlier(entry))
      if (!row.hidden) this.unsaid += 1
      while (this.rowsTarget.children.length > MOST_ROWS) this.drop(this.rowsTarget.lastElementChild)
      this.settle()
    }

    // The row below an entry: nearly always the first, as entries come in order.
    earlier(entry) {
      let row = this.rowsTarget.firstElementChild
      while (row && Number(row.dataset.offset) > entry.offset) row = row.nextElementSibling
      return row
    }

    drop(row) {
      this.entries.delete(Number(row.dataset.offset))
      row.remove()
    }

    settle() {
      const teach = !this.rowsTarget.firstElementChild && !this.everHeard()
      this.emptyTarget.hidden = !teach
      this.listTarget.hidden = teach
      this.noneTarget.hidden = this.recalling || Boolean(this.rowsTarget.querySelector(':scope > :not([hidden])'))
      if (!this.noneTarget.hidden) this.noneTarget.textContent = this.noneTarget.dataset[this.nothing()]
    }

    nothing() {
      if (this.nobody) return 'customer'
      if (this.rowsTarget.firstElementChild || this.outcomeTarget.value || this.typeTarget.value || this.whose()) return 'fits'
      if (this.sourceTarget.value) return 'source'
      return this.brandTarget.value ? 'fits' : 'all'
    }

    remember(source) {
      for (const one of this.sourceTarget.options) if (one.value === source) one.dataset.heard = 'true'
    }

    // Whether anything was ever heard of the chosen source, or of any of the chosen brand.
    everHeard() {
      const { value } = this.sourceTarget
      const brand = this.brandTarget.value
      return [...this.sourceTarget.options].some((one) => one.dataset.heard === 'true'
        && (value ? one.value === value : !brand || one.dataset.brand === brand))
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
      return !text || said.some((one) => one.toLocaleLowerCase().includes(text))
    }

    sift() {
      for (const row of this.rowsTarget.children) row.hidden = !this.fits(this.entries.get(Number(row.dataset.offset)))
      this.settle()
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
      const answer = await window.dangolAsk(`${this.entryValue}${offset}/`, 'application/json')
      if (this.laid !== offset) return
      if (!answer) { this.rawTarget.textContent = this.rawTarget.dataset.gone; return }
      const { sentence, raw, accepted, changed } = await answer.json()
      this.sentenceTarget.textContent = sentence
      this.rawTarget.textContent = raw
      this.acceptedTarget.textContent = accepted
      this.validatedTarget.hidden = this.keptTarget.hidden = !accepted
      this.changedTarget.replaceChildren(...changed.map((words) => Object.assign(document.createElement('li'), { textContent: words })))
      this.changesTarget.hidden = !changed.length
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
      this.changesTarget.hidden = this.validatedTarget.hidden = this.keptTarget.hidden = true
      this.validatedTarget.open = false
      if (!this.hasAgainTarget) return
      this.againTarget.hidden = entry.outcome !== 'rejected'
      this.againTarget.href = `${this.againTarget.dataset.address}${entry.offset}/`
    }

    dismiss(event) {
      if (event.target === this.drawerTarget) this.drawerTarget.close()
    }
  }

  window.wagtail.app.register('dg-live', Live)
})()
