/** Statements are about a world that practice has only a part of: no archive, no channel, nobody to be asked. */
export const asIfThere = 'where practice has none, answer as if it were there';

/** Where a second person is needed and a trainee is alone. */
export const bothYourself = 'in practice you may be both: give another name';
