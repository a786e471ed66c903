import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Key} from '../../source/app/state/key.ts';
import {departuresFrom} from '../../source/app/state/way-menu.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import type {Pointed, State} from '../../source/app/state/state.ts';
import {agreedTo} from '../../source/walk/approval.ts';
import type {Plan} from '../../source/walk/plan.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {alone} from '../../source/environment/undescribed.ts';
import {labelsOf} from './drawn.ts';
import {noticeOf} from './notice-of.ts';
import {decisions, done, doneBefore, letters, type Line, practice, press, scene, skipped, started, tell, wrote} from './scene.ts';
import {smallRollback, togglePlan} from './small-rollback.ts';

const guarded: Pointed = {...practice, people: {...alone, approval: 'two people', escalate: 'Ines Mohr, 555 0117'}};
const freeze = togglePlan('freeze');
const restore = togglePlan('restore');
const agreed = (step: string, change: Partial<Plan> = {}): Line => ({type: 'approval.given', body: {step, approver: 'ines', ...agreedTo({...(step === 'freeze' ? freeze : restore), ...change})}});

/** In front of a step of the small rollback; where two people are needed unless told otherwise. */
const before = (step: string, lines: Line[] = [], pointed: Pointed = guarded): State =>
  scene({runbook: smallRollback, lines: [...doneBefore(smallRollback, step), ...lines], walk: {pointed}});

/** The plan has come after enter. */
function shown(state: State, plan = state.walk?.viewing === 'freeze' ? freeze : restore): State {
  const step = state.walk?.viewing ?? '';
  return tell(press(state, 'enter').state, {type: 'planned', step, plan}).state;
}

const shownText = (state: State): string => {
  const {lines, prompt = []} = pageOf(state, {columns: 120, rows: 40, symbols: unicodeSymbols});
  return [...lines, ...prompt].map(line => line.map(({text}) => text).join('')).join('\n');
};

describe('A step that needs a second person', () => {
  it('asks another person for a name once the plan is shown', () => {
    const state = shown(before('freeze'));
    assert.equal(state.walk?.phase.name, 'naming');
    assert.match(shownText(state), /^CHANGES {2}ABZU_USE_MCP {2}1 -> 0 {2}in deploy\/operator\.env, line 3/);
    assert.match(shownText(state), /^DOES {5}systemctl restart operator-api$/m);
    assert.doesNotMatch(shownText(state), /becomes/, 'the edit is the change itself');
    assert.match(shownText(state), /Another person reads this plan and types a name:/);
  });

  const ways: ReadonlyArray<readonly [where: string, pointed: Pointed, says: RegExp]> = [
    ['in practice, where one may be both,', guarded, /^in practice you may be both: give another name; alone: escape, then w$/m],
    ['elsewhere', {...guarded, class: 'live'}, /^nobody to be found: escape, then w, without a second person$/m],
  ];
  for (const [where, pointed, says] of ways) {
    it(`says ${where} how somebody alone goes on, and that way is there`, () => {
      const state = shown(before('freeze', [], pointed));
      assert.match(shownText(state), says);
      assert.ok(departuresFrom(press(state, 'escape').state.walk ?? assert.fail()).some(({kind}) => kind === 'break glass'));
    });
  }

  it('is shown the edit as well where it says more than the change', () => {
    const edit = `in deploy/operator.env, line 3: ABZU_USE_MCP='1' becomes ABZU_USE_MCP=0`;
    assert.ok(shownText(shown(before('freeze'), togglePlan('freeze', {does: [edit]}))).includes(`DOES     ${edit}`));
  });

  it('has every command that runs, also one whose every word stands in the changes', () => {
    for (const command of ['ABZU_USE_MCP 1 0', './new ABZU_USE_MCP=0', 'add line 3']) {
      assert.match(shownText(shown(before('freeze'), togglePlan('freeze', {does: [command]}))), new RegExp(`^DOES {5}${command.replaceAll('.', '\\.')}$`, 'm'));
    }
  });

  const own: ReadonlyArray<readonly [told: string, name: string]> = [['the name', 'mara'], ['it in capitals', 'MARA'], ['it with blanks', ' Mara ']];
  for (const [told, name] of own) {
    it(`does not take the operator's own name: ${told}`, () => {
      const {state, effects} = press(shown(before('freeze')), ...letters(name), 'enter');
      assert.deepEqual(effects, []);
      assert.equal(state.walk?.phase.name, 'naming');
      assert.match(noticeOf(state), /is at the keyboard already: another person has to agree/);
    });
  }

  const named: Pointed = {...guarded, people: {...guarded.people, approvers: ['Jonas', 'ada']}};

  it('tells others that it waits, and who may agree', () => {
    const state = press(before('freeze', [], named), 'enter').state;
    const {state: asked, effects} = tell(state, {type: 'planned', step: 'freeze', plan: freeze});
    assert.deepEqual(effects, [{type: 'tell others', occasion: {kind: 'waiting', step: 'freeze', digits: freeze.digits, people: ['Jonas', 'ada']}}]);
    assert.match(shownText(asked), /Another person, Jonas or ada, reads this plan/);
  });

  it('refuses whoever the environment does not name, with who may; a name counts however it is dressed', () => {
    const {state} = press(shown(before('freeze', [], named)), ...letters('ines'), 'enter');
    assert.deepEqual([state.walk?.phase.name, state.notice], ['naming', 'ines may not agree here: it takes Jonas or ada; escape goes back']);
    assert.equal(press(shown(before('freeze', [], named)), ...letters('JONAS'), 'enter').state.walk?.phase.name, 'approving');
  });

  it('takes no silence for a name, and escape goes back', () => {
    const asked = shown(before('freeze'));
    const {state, effects} = press(asked, 'enter', ' ', 'enter');
    assert.deepEqual(effects, []);
    assert.equal(state.walk?.phase.name, 'naming');
    assert.match(noticeOf(state), /the name of another person is missing/);
    assert.equal(press(asked, 'escape').state.walk?.phase.name, 'reading');
  });

  const wrong: ReadonlyArray<readonly [told: string, keys: Array<string | Key>, notice: RegExp]> = [
    ['enter', ['enter'], /type the plan's digits first; nobody has agreed/],
    ['other digits', [...letters('0000'), 'enter'], /those are not the plan's digits; nobody has agreed/],
    ["the environment's name", [...letters('practice 4507'), 'enter'], /not the plan's digits/],
    ['the digits pasted', [{kind: 'paste', text: '4507'}, 'enter'], /nobody has agreed/],
    ['the digits and enter in one read', [{kind: 'burst', text: '4507\r'}], /^enter came together with other keys/],
  ];
  for (const [told, keys, notice] of wrong) {
    it(`is agreed to by nobody who gives ${told}`, () => {
      const {state, effects} = press(shown(before('freeze')), ...letters('ines'), 'enter', ...keys);
      assert.deepEqual(effects, []);
      assert.equal(state.walk?.phase.name, 'approving');
      assert.match(noticeOf(state), notice);
    });
  }

  it('is agreed to by digits; then the operator still has to confirm', () => {
    const {state, effects} = press(shown(before('freeze')), ...letters('ines'), 'enter', ...letters('4507'), 'enter');
    assert.deepEqual(decisions(effects), [{kind: 'approve', step: 'freeze', approver: 'ines', plan: freeze}]);
    assert.deepEqual(state.walk?.phase, {name: 'confirming', plan: freeze, allowance: {}, toItsEnd: true, field: {characters: [], cursor: 0}});
    assert.deepEqual(press(state, 'enter').effects, []);
    const confirmed = press(state, ...letters('practice 4507'), 'enter');
    assert.deepEqual(decisions(confirmed.effects), [{kind: 'run', step: 'freeze', allowance: {plan: freeze, confirmed: 'practice 4507'}}]);
  });

  it('is not asked twice for the same plan, but for another one', () => {
    assert.equal(shown(before('freeze', [agreed('freeze')])).walk?.phase.name, 'confirming');
    assert.equal(shown(before('freeze', [agreed('freeze', {sha256: 'ab'.repeat(32)})])).walk?.phase.name, 'naming');
  });

  it('is not wanted again where one person is enough, and the plan says that it was of another one', () => {
    const agreedTo = (change: Partial<Plan>): string => shownText(shown(before('freeze', [agreed('freeze', change)], practice)));
    assert.match(agreedTo({sha256: 'ab'.repeat(32), digits: 'abab'}), /^AGREED {3}ines, to another plan, abab; nobody to this one$/m);
    assert.doesNotMatch(agreedTo({}), /AGREED/);
  });

  it('is everyday work where one person is enough', () => {
    assert.equal(shown(before('freeze', [], practice)).walk?.phase.name, 'confirming');
  });
});

describe('A step that only gets agreement', () => {
  it('shows the plan of the step that it is about', () => {
    const text = shownText(shown(before('agree', [], practice)));
    assert.match(text, /^PLAN OF {2}step 3: Restore MCP traffic\nCHANGES {2}ABZU_USE_MCP {2}0 -> 1 {2}in .*\n {9}operators leave the legacy handlers for MCP\nUNDO/);
  });

  it('is done by the second person, and asks that person', () => {
    const {state, effects} = press(shown(before('agree', [], practice)), ...letters('ines'), 'enter', ...letters('4507'), 'enter');
    assert.deepEqual(decisions(effects), [
      {kind: 'approve', step: 'agree', approver: 'ines', plan: restore},
      {kind: 'run', step: 'agree', allowance: {plan: restore}},
    ]);
    const lines = [...doneBefore(smallRollback, 'agree'), agreed('agree'), started(smallRollback, 'agree')];
    const asked = tell(state, wrote(smallRollback, ...lines), {type: 'asked', step: 'agree', question: {kind: 'text', text: 'Who watches the route?', of: 'ines'}}).state;
    assert.match(shownText(asked), /ines: Who watches the route\?/);
    assert.match(shownText(asked), /^AGREED {3}ines, to the plan 4507$/m);
  });

  it('asks anew each time that it is done', () => {
    assert.equal(shown(before('agree', [agreed('agree')], practice)).walk?.phase.name, 'naming');
  });

  it('cannot be planned when nothing is left that changes something', () => {
    const {state} = tell(press(before('agree', [], practice), 'enter').state, {type: 'not planned', step: 'agree', trouble: {problem: 'no later step changes anything', next: 'Skip this step.'}});
    assert.match(shownText(state), /NOT RUN {2}no later step changes anything\n *NEXT {5}Skip this step\./);
  });
});

describe('Breaking the glass', () => {
  const menu = (state: State): string[] => shownList(press(state, 'w').state);

  it('is offered only where a second person is needed', () => {
    assert.ok(menu(before('freeze')).includes('without a second person: break glass'));
    assert.ok(menu(before('agree', [], practice)).includes('without a second person: break glass'));
    assert.ok(!menu(before('freeze', [], practice)).includes('without a second person: break glass'));
    assert.ok(!menu(before('look')).includes('without a second person: break glass'));
  });

  it('needs a reason, shows the plan, and is confirmed by the operator alone', () => {
    const at = menu(before('freeze')).indexOf('without a second person: break glass');
    const chosen = press(press(before('freeze'), 'w', ...Array<string>(at + 1).fill('down'), 'enter').state, 'enter');
    assert.match(noticeOf(chosen.state), /say why/);
    assert.deepEqual(chosen.effects, []);
    const planning = press(chosen.state, ...letters('3 a.m.'), 'enter');
    assert.deepEqual(planning.effects, [{type: 'plan', step: 'freeze'}]);
    const {state} = tell(planning.state, {type: 'planned', step: 'freeze', plan: freeze});
    assert.equal(state.walk?.phase.name, 'confirming');
    assert.match(shownText(state), /ALONE {4}no second person agrees: 3 a\.m\./);
    assert.deepEqual(decisions(press(state, ...letters('practice 4507'), 'enter').effects), [
      {kind: 'run', step: 'freeze', allowance: {breakGlass: '3 a.m.', plan: freeze, confirmed: 'practice 4507'}},
    ]);
  });

  it('is confirmed by the operator also where the step only gets agreement', () => {
    const at = menu(before('agree', [], practice)).indexOf('without a second person: break glass');
    const planning = press(before('agree', [], practice), 'w', ...Array<string>(at + 1).fill('down'), 'enter', ...letters('nobody'), 'enter').state;
    const {state} = tell(planning, {type: 'planned', step: 'agree', plan: restore});
    assert.equal(state.walk?.phase.name, 'confirming');
    assert.deepEqual(press(state, 'enter').effects, []);
    assert.deepEqual(decisions(press(state, ...letters('practice 4507'), 'enter').effects), [
      {kind: 'run', step: 'agree', allowance: {breakGlass: 'nobody', plan: restore, confirmed: 'practice 4507'}},
    ]);
  });

  it('is no way out of a step that may have happened', () => {
    const lines = [started(smallRollback, 'freeze'), {type: 'step.finished', body: {step: 'freeze', attempt: 1, outcome: 'unknown', milliseconds: 1, proofs: [], failure: null, evidence: [], receipt: null, ledger: null, next: 'freeze'}} as Line];
    assert.ok(!menu(before('freeze', lines)).includes('without a second person: break glass'));
    assert.ok(!menu(scene({runbook: smallRollback, lines: [...done(smallRollback, 'freeze'), skipped(smallRollback, 'agree', 'x')], viewing: 'freeze', walk: {pointed: guarded}})).includes('without a second person: break glass'));
  });
});

function shownList(state: State): string[] {
  return labelsOf(state);
}
