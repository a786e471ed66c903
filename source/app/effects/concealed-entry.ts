import type {Key} from '../state/key.ts';
import {emptyField, fieldText, type Field} from '../state/text-field.ts';
import {longestSecret, typedInto} from '../update/type-text.ts';

/** What is typed unseen: its characters are here alone, and the state has a dot for each. */
export class ConcealedEntry {
  #field: Field = emptyField;
  #first: string | undefined;

  type(key: Key): void {
    this.#field = typedInto(this.#field, key, longestSecret);
  }

  /** What was typed is kept, and is typed once more. */
  onceMore(): void {
    this.#first = fieldText(this.#field);
    this.#field = emptyField;
  }

  /** Whether both were the same; where they were not, both are gone. */
  isSame(): boolean {
    const same = this.#first === fieldText(this.#field);
    if (!same) this.forget();
    return same;
  }

  /** The text, once. */
  take(): string {
    const text = fieldText(this.#field);
    this.forget();
    return text;
  }

  forget(): void {
    this.#field = emptyField;
    this.#first = undefined;
  }
}
