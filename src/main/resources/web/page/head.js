// The bar at the top: name, search, settings, and how the connection is.
import { h } from '../vendor/vue.js'
import { alerts, isWaiting, MAY_HAVE_ALERTS } from './alerts.js'
import { bellIcon, brandIcon, closeIcon, searchIcon, settingsIcon } from './icons.js'
import { t } from './i18n.js'
import { Options } from './options.js'
import { link, view } from './view.js'

export function Head({ onEnter }) {
  return h('header', { class: 'top' }, [
    h('h1', { class: 'brand' }, [h(brandIcon), 'Tickcast']),
    h('div', { class: 'search', role: 'search' }, [
      h(searchIcon),
      h('input', {
        id: 'search',
        type: 'text',
        autocomplete: 'off',
        spellcheck: false,
        placeholder: t('search'),
        'aria-label': t('search'),
        value: view.search,
        onInput: event => { view.search = event.target.value },
        onKeydown: event => {
          if (event.key === 'Escape') view.search = ''
          // Within an input method it ends the word.
          if (event.key === 'Enter' && view.search && !event.isComposing) {
            // Or the row that has the focus then would take the key, too.
            event.preventDefault()
            onEnter()
          }
        },
      }),
      view.search
        ? h('button', { type: 'button', class: 'quiet', 'aria-label': t('clearSearch'), onClick: clearSearch },
          h(closeIcon))
        : h('kbd', { 'aria-hidden': 'true' }, '/'),
    ]),
    MAY_HAVE_ALERTS ? h(AlertsButton) : null,
    h('button', { id: 'settings-button', type: 'button', class: 'quiet', popovertarget: 'settings',
      'aria-label': t('settings'), title: t('settings') }, h(settingsIcon)),
    h(Options),
    h(Connection),
  ])
}

Head.props = ['onEnter']

export function clearSearch() {
  view.search = ''
  document.getElementById('search').focus()
}

function AlertsButton() {
  const count = alerts.rules.filter(isWaiting).length
  const label = count ? t('alerts.waiting', { n: count }) : t('alerts')
  return h('button', { id: 'alerts-button', type: 'button', class: 'quiet', 'aria-haspopup': 'dialog',
    'aria-label': label, title: label, 'data-count': count || null, onClick: () => { alerts.isListOpen = true } },
  h(bellIcon))
}

/** The seconds are not for screen readers, which would read each of them out. */
function Connection() {
  const waits = link.state === 'reconnecting' && link.seconds > 0
  return h('div', { id: 'connection', 'data-state': link.state }, [
    h('span', { class: 'dot', 'aria-hidden': 'true' }),
    h('span', { role: 'status' }, t('state.' + link.state)),
    waits ? h('span', { 'aria-hidden': 'true' }, '\u00a0' + t('inSeconds', { n: link.seconds })) : null,
  ])
}
