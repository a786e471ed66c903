/** What is needed once something is opened or read: loaded after the first frame. */
export {drillCards} from './drill-cards.ts';
export {WalkRuntime} from './walk-runtime.ts';
export {openSession} from '../session/open-session.ts';
export {storyOf} from '../session/record/story-of.ts';
export {resumeSession} from '../session/resume-session.ts';
