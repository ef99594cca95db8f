// data-controller="dg-heard" on a sentence that waits: asks every two seconds whether the awaited
// thing came, says how far it is, and once it came tells the page by the event dg-heard:came. The
// address answers {"heard": bool, "sentence": text}.
(() => {
  const EVERY = 2000

  class Heard extends window.StimulusModule.Controller {
    static targets = ['sentence']
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
      if (!answer) return
      const { heard, sentence } = await answer.json()
      if (sentence !== this.sentenceTarget.textContent) this.sentenceTarget.textContent = sentence
      if (!heard) return
      this.element.dataset.heard = 'true'
      this.dispatch('came')
      this.disconnect()
    }
  }

  window.wagtail.app.register('dg-heard', Heard)
})()
