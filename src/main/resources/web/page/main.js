import { createApp } from '../vendor/vue.js'
import { App } from './app.js'
import { Desk } from './desk.js'

createApp(App, { desk: new Desk() }).mount('#app')
