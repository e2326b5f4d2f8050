// A window over the page, which has the focus until it is closed.
import { h } from '../vendor/vue.js'
import { closeIcon } from './icons.js'
import { t } from './i18n.js'

/** Its slot is what is in it below the title. */
export const Dialog = {
  props: ['id', 'title'],
  emits: ['close'],
  mounted() {
    this.$el.showModal()
  },
  methods: {
    close() {
      // Gives the focus back, and tells so.
      this.$el.close()
    },
  },
  render() {
    const titleId = this.id + '-title'
    return h('dialog', {
      id: this.id,
      class: 'window',
      'aria-labelledby': titleId,
      onClose: () => this.$emit('close'),
      // Beside what is in it.
      onMousedown: event => { if (event.target === this.$el) this.close() },
    }, h('div', { class: 'inside' }, [
      h('header', [
        h('h2', { id: titleId }, this.title),
        h('button', { type: 'button', class: 'quiet', 'aria-label': t('close'), onClick: () => this.close() },
          h(closeIcon)),
      ]),
      this.$slots.default(),
    ]))
  },
}
