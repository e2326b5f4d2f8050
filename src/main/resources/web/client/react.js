// Live prices as state of the React of a project with a bundler. How to use it: react.d.ts beside this file.
import * as React from 'react'
import { createRealtimePriceHook } from './create-realtime-price-hook.js'

export const useRealtimePrice = createRealtimePriceHook(React)
