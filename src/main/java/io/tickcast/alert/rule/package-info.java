/** Alert rules: what they wait for, whom they tell, and what they tell them. */
package io.tickcast.alert.rule;
