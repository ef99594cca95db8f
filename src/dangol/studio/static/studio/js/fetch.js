// data-controller="dg-fetch" on a part that takes long to count: the page is there at once, the
// part follows. The address answers with the part's HTML, made by the same templates. A part that
// is there already is `data-dg-fetch-fresh-value="true"`, and comes anew when `load` is called. A
// part that is not ready holds an element with `data-again`: milliseconds until it is asked again.
(() => {
  class Fetch extends window.StimulusModule.Controller {
    static values = { address: String, failed: String, fresh: Boolean }

    connect() {
      if (!this.freshValue) this.load()
    }

    async load() {
      const answer = await window.dangolAsk(this.addressValue, 'text/html')
      if (!this.element.isConnected) return
      if (answer) this.element.innerHTML = await answer.text()
      else if (!this.freshValue) this.element.textContent = this.failedValue
      const waiting = this.element.querySelector('[data-again]')
      if (waiting) this.timer = window.setTimeout(() => this.load(), Number(waiting.dataset.again))
      else this.element.removeAttribute('aria-busy')
    }

    disconnect() {
      window.clearTimeout(this.timer)
    }
  }

  window.wagtail.app.register('dg-fetch', Fetch)
})()
