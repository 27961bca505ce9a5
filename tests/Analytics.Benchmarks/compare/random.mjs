/** A seeded generator of numbers (sfc32): the same seed gives the same numbers on every machine. */
export class Random {
  #a;
  #b;
  #c = 0x2545f491;
  #counter = 1;

  constructor(seed) {
    this.#a = seed | 0;
    this.#b = 0x9e3779b9 ^ seed;
    for (let i = 0; i < 16; i++) {
      this.next();
    }
  }

  /** A number in [0, 1). */
  next() {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** A whole number in [0, count). */
  below(count) {
    return Math.floor(this.next() * count);
  }

  /** A number of the exponential distribution. */
  exponential(mean) {
    return -mean * Math.log(1 - this.next());
  }
}

/** Draws indexes with the given weights, in logarithmic time. */
export class Weighted {
  #sums;

  constructor(weights) {
    let sum = 0;
    this.#sums = Float64Array.from(weights, (weight) => (sum += weight));
  }

  draw(random) {
    const sums = this.#sums;
    const target = random.next() * sums[sums.length - 1];
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] > target) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }

    return low;
  }
}
