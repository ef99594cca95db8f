// window.dangolAsk(address, accept): how pages ask the Studio in the background. Gives the answer,
// or null where there is none. Once the session or the right has ended, the page says so
// (#dg-shut of page.html), `dangolAsk.shut` is true, and nothing is asked any more.
(() => {
  const REFUSED = [401, 403]

  async function ask(address, accept) {
    if (ask.shut) return null
    const headers = { Accept: accept, 'X-Requested-With': 'XMLHttpRequest' }
    const answer = await fetch(address, { headers, redirect: 'manual' }).catch(() => null)
    if (answer && isShut(answer)) shut()
    return answer && answer.ok ? answer : null
  }

  // Wagtail refuses a script with 403; what redirects instead leads to a page for people.
  function isShut(answer) {
    return answer.type === 'opaqueredirect' || REFUSED.includes(answer.status)
  }

  function shut() {
    ask.shut = true
    const words = document.getElementById('dg-shut')
    if (words) words.replaceWith(words.content)
  }

  window.dangolAsk = ask
})()
