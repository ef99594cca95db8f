// data-controller="dg-copy" around a text and a button: copies the text and says so for two seconds.
// Where the browser refuses, the button says that, and the text stays selected.
(() => {
  const DONE_FOR = 2000
  const FAILED_FOR = 6000

  class Copy extends window.StimulusModule.Controller {
    static targets = ['text', 'button']
    static values = { done: String, failed: String }

    connect() {
      this.usual = this.buttonTarget.textContent
    }

    disconnect() {
      window.clearTimeout(this.timer)
    }

    async copy() {
      const text = this.textTarget.textContent.trim()
      const written = navigator.clipboard && await navigator.clipboard.writeText(text).then(() => true, () => false)
      if (written || this.copySelected()) this.say(this.doneValue, DONE_FOR)
      else this.say(this.failedValue, FAILED_FOR)
    }

    // Over plain HTTP browsers offer no clipboard but the one of the selection.
    copySelected() {
      window.getSelection().selectAllChildren(this.textTarget)
      return document.execCommand('copy')
    }

    say(words, time) {
      this.buttonTarget.textContent = words
      window.clearTimeout(this.timer)
      this.timer = window.setTimeout(() => { this.buttonTarget.textContent = this.usual }, time)
    }
  }

  window.wagtail.app.register('dg-copy', Copy)
})()
