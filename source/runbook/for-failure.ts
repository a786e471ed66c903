/** What a paragraph begins with that is shown only once its step went wrong (docs/writing-a-runbook.md). */
export const forFailure = 'If it fails';

export function isForFailure(paragraph: string): boolean {
  return /^If it fails\b/.test(paragraph);
}

const nearly = /^(?:if|when|whenever|where|once|should|in case)\s+(?:it|this|that|(?:this|the)\s+step)\s+(?:ever\s+|still\s+|has\s+|have\s+)?(?:fail(?:s|ed|ing)?|is\s+failing|goes?\s+wrong|went\s+wrong|does\s+not\s+work)\b/i;

/** The beginning that is meant for it and is not taken for it: the paragraph is shown from the start. */
export function nearlyForFailure(paragraph: string): string | undefined {
  return isForFailure(paragraph) ? undefined : nearly.exec(paragraph)?.[0];
}
