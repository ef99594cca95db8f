// data-controller="dg-copy" around a text and a button: copies the text, says so for two seconds.
(() => {
  class Copy extends window.StimulusModule.Controller {
    static targets = ['text', 'button']
    static values = { done: String }

    async copy() {
      if (navigator.clipboard) await navigator.clipboard.writeText(this.textTarget.textContent.trim())
      else this.copySelected()
      const said = this.buttonTarget.textContent
      if (said === this.doneValue) return
      this.buttonTarget.textContent = this.doneValue
      window.setTimeout(() => { this.buttonTarget.textContent = said }, 2000)
    }

    // Over plain HTTP browsers offer no clipboard but the one of the selection.
    copySelected() {
      window.getSelection().selectAllChildren(this.textTarget)
      document.execCommand('copy')
    }
  }

  window.wagtail.app.register('dg-copy', Copy)
})()
