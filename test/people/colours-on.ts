// Ink decides about colours when it is loaded, by the terminal of the test runner, which is none.
process.env.FORCE_COLOR ??= '2';
