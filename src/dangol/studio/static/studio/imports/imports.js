// data-controller="dg-upload" on the form for a file: refuses one that is too large before it is
// sent, and says that it is on its way. data-controller="dg-import" on the form for columns: another
// kind of rows has its columns guessed anew.
(() => {
  class Upload extends window.StimulusModule.Controller {
    static targets = ['button', 'fault', 'status']
    static values = { most: Number, large: String, busy: String }

    send(event) {
      const [file] = this.element.querySelector('input[type=file]').files
      const large = Boolean(file) && file.size > this.mostValue
      this.faultTarget.textContent = large ? this.largeValue : ''
      if (large) {
        event.preventDefault()
        return
      }
      this.statusTarget.textContent = this.busyValue
      this.buttonTarget.disabled = true
    }
  }

  class Import extends window.StimulusModule.Controller {
    static targets = ['guess']

    guess() {
      this.guessTarget.click()
    }
  }

  window.wagtail.app.register('dg-upload', Upload)
  window.wagtail.app.register('dg-import', Import)
})()
