// data-controller="dg-counts" around a ribbon: asks every five seconds for the stages' counts while
// the page is looked at, and writes those that changed. Without an answer the dot turns gold.
(() => {
  const EVERY = 5000
  const GLOW = 900

  class Counts extends window.StimulusModule.Controller {
    static targets = ['customers', 'time']
    static values = { address: String }

    connect() {
      this.timer = window.setInterval(() => this.ask(), EVERY)
    }

    disconnect() {
      window.clearInterval(this.timer)
    }

    async ask() {
      if (document.hidden) return
      const answer = await window.dangolAsk(this.addressValue, 'application/json')
      if (window.dangolAsk.shut) this.disconnect()
      this.element.dataset.stale = String(!answer)
      if (answer) this.show(await answer.json())
    }

    show({ stages, customers, time }) {
      this.customersTarget.textContent = customers
      this.timeTarget.textContent = time
      for (const [stage, { count, share }] of Object.entries(stages)) this.write(stage, count, share)
    }

    write(stage, count, share) {
      const step = this.element.querySelector(`li[data-stage="${stage}"]`)
      if (!step) return
      const shown = step.querySelector('.dg-ribbon__count')
      step.querySelector('.dg-ribbon__share').textContent = share
      if (shown.textContent === count) return
      shown.textContent = count
      shown.dataset.changed = 'true'
      window.setTimeout(() => { delete shown.dataset.changed }, GLOW)
    }
  }

  window.wagtail.app.register('dg-counts', Counts)
})()
