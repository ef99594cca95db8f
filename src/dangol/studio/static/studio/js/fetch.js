// data-controller="dg-fetch" on a part that takes long to count: the page is there at once, the
// part follows. The address answers with the part's HTML, made by the same templates.
(() => {
  class Fetch extends window.StimulusModule.Controller {
    static values = { address: String, failed: String }

    async connect() {
      const answer = await fetch(this.addressValue, { headers: { Accept: 'text/html' } }).catch(() => null)
      if (!this.element.isConnected) return
      if (answer && answer.ok) this.element.innerHTML = await answer.text()
      else this.element.textContent = this.failedValue
      this.element.removeAttribute('aria-busy')
    }
  }

  window.wagtail.app.register('dg-fetch', Fetch)
})()
