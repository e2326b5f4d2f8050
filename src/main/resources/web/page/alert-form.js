// Sets an alert for a coin.
import { h, nextTick, reactive, ref } from '../vendor/vue.js'
import { Choice } from './choice.js'
import { INTERVALS } from '../candles/candle.js'
import { alerts, create } from './alerts.js'
import { KINDS, pairWords, spanWords } from './alert-words.js'
import { askToNotify } from './announce.js'
import { Dialog } from './dialog.js'
import { exchange, named } from './exchanges.js'
import { t } from './i18n.js'

const FORMATS = ['standard', 'slack', 'discord', 'telegram', 'feishu', 'dingtalk', 'wecom']
const FORMAT_NAMES = { standard: 'Standard Webhooks', slack: 'Slack', discord: 'Discord', telegram: 'Telegram',
  feishu: '\u98de\u4e66 / Lark', dingtalk: '\u9489\u9489 / DingTalk', wecom: '\u4f01\u4e1a\u5fae\u4fe1 / WeCom' }
const DECIMAL = /^\d+(\.\d+)?$/
const MAX_NOTE = 500
const MAX_PERCENT = 1_000

/** The field that a message of the server is about, by how the message begins. */
const FIELDS = [[/^when\.moves:/, 'percent'], [/^when\.within:/, 'within'], [/^when\b/, 'price'], [/^note:/, 'note'],
  [/^deliver: .*secret/, 'secret'], [/^deliver: format/, 'format'], [/^deliver\b/, 'webhook']]

/** The faults of a form, by field. */
function faultsOf({ kind, price, percent, webhook }, example) {
  const faults = {}
  if (kind === 'moves') {
    const isPercent = DECIMAL.test(percent) && percent > 0 && percent <= MAX_PERCENT
    if (!isPercent) faults.percent = t('alert.noPercent', { n: MAX_PERCENT })
  } else if (!(DECIMAL.test(price) && price > 0)) faults.price = t('alert.noPrice', { price: example })
  if (webhook && !/^https?:\/\/\S+$/i.test(webhook)) faults.webhook = t('alert.noUrl')
  return faults
}

function draftOf({ kind, price, percent, within, repeat, note, webhook, format, secret }, symbol) {
  return {
    symbol,
    ...named() && { exchange: named() },
    when: kind === 'moves' ? { moves: percent, within } : { [kind]: price },
    repeat,
    ...note && { note },
    ...webhook && { deliver: [{ webhook, format, ...secret && { secret } }] },
  }
}

export const AlertForm = {
  props: ['coin'],
  emits: ['close'],
  setup({ coin }, { emit }) {
    const price = coin.text.price ?? ''
    const form = reactive({ kind: 'above', price, percent: '2', within: '5m', repeat: 'once', note: '', webhook: '',
      format: 'standard', secret: '' })
    const said = reactive({ faults: {}, refusal: '', isBusy: false, secret: '' })
    const dialog = ref()

    const show = async selector => {
      await nextTick()
      const field = dialog.value?.$el.querySelector(selector)
      field?.closest('details')?.setAttribute('open', '')
      field?.focus()
    }

    async function send() {
      for (const [name, value] of Object.entries(form)) form[name] = value.trim()
      said.refusal = ''
      said.faults = faultsOf(form, price || '95000.12')
      if (Object.keys(said.faults).length) {
        show('[aria-invalid=true]')
        return
      }
      if (!alerts.rules.length) askToNotify()
      said.isBusy = true
      try {
        const { deliver = [] } = await create(draftOf(form, coin.symbol))
        said.secret = deliver.find(({ secret }) => secret)?.secret ?? ''
        if (said.secret) show('#alert-made')
        else dialog.value?.close()
      } catch (error) {
        refuse(error)
      } finally {
        said.isBusy = false
      }
    }

    function refuse({ status, message }) {
      const [, field] = status === 400 ? FIELDS.find(([start]) => start.test(message)) ?? [] : []
      if (field) {
        said.faults = { [field]: message.replace(/^[\w.]+: /, '') }
        show('[aria-invalid=true]')
      } else said.refusal = status ? t('banner.refused', { message }) : message
    }

    const choice = (name, options) => h(Choice, { name: 'alert-' + name, label: t('alert.' + name),
      value: form[name], options: options.map(option => [option, t('alert.' + option)]),
      onChoose: value => { form[name] = value } })

    /** @param attributes of the input, or of the select whose options are given */
    function field(name, attributes = {}, options) {
      const fault = said.faults[name]
      const id = 'alert-' + name
      return h('div', { class: 'field' }, [
        h('label', { for: id }, t(id.replace('-', '.'))),
        h(options ? 'select' : 'input', {
          id,
          ...options ? {} : { type: 'text', autocomplete: 'off', spellcheck: false },
          ...attributes,
          value: form[name],
          'aria-invalid': fault ? 'true' : null,
          'aria-describedby': fault ? id + '-fault' : null,
          [options ? 'onChange' : 'onInput']: event => { form[name] = event.target.value },
        }, options?.map(([value, label]) => h('option', { value }, label))),
        fault ? h('p', { id: id + '-fault', class: 'fault' }, fault) : null,
      ])
    }

    const fields = () => h('form', {
      method: 'dialog',
      novalidate: true,
      onSubmit: event => {
        event.preventDefault()
        if (!said.isBusy) send()
      },
    }, [
      h('p', { class: 'now' }, [price && t('alert.now', { price }), exchange.value].filter(Boolean).join(' \u00b7 ')),
      choice('kind', KINDS),
      form.kind === 'moves'
        ? h('div', { class: 'pair-of-fields', key: 'move' }, [
          field('percent', { inputmode: 'decimal' }),
          field('within', {}, Object.keys(INTERVALS).map(span => [span, spanWords(span)])),
        ])
        : h('div', { key: 'level' }, [field('price', { inputmode: 'decimal', autofocus: true })]),
      choice('repeat', ['once', 'rearm']),
      field('note', { maxlength: MAX_NOTE }),
      h('details', [
        h('summary', t('alert.alsoWebhook')),
        field('webhook', { type: 'url', inputmode: 'url', placeholder: 'https://' }),
        field('format', {}, FORMATS.map(format => [format, FORMAT_NAMES[format]])),
        field('secret', { placeholder: form.format === 'standard' ? 'whsec_\u2026' : null }),
      ]),
      h('p', { class: 'fault', role: 'alert' }, said.refusal),
      h('footer', [
        h('button', { type: 'submit', class: 'main', 'aria-disabled': said.isBusy ? 'true' : null }, t('alert.submit')),
      ]),
    ])

    const made = () => [
      h('p', { id: 'alert-made-why' }, t('alert.secretMade')),
      h('input', { id: 'alert-made', class: 'secret', readonly: true, value: said.secret,
        'aria-label': t('alert.secret'), 'aria-describedby': 'alert-made-why',
        onFocus: event => event.target.select() }),
      h('footer', h('button', { type: 'button', class: 'main', onClick: () => dialog.value.close() }, t('close'))),
    ]

    return () => h(Dialog, { ref: dialog, id: 'alert-form', title: t('alert.bell', { coin: pairWords(coin.symbol) }),
      onClose: () => emit('close') }, () => said.secret ? made() : fields())
  },
}
