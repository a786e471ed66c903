/** What is needed once something is opened or read: loaded after the first frame. */
export {doctrineTexts} from '../../environment/doctrine-pages.ts';
export {drillCards} from './drill-cards.ts';
export {WalkRuntime} from './perform-in-walk.ts';
export {watchWalk} from './watch-walk.ts';
export {statusNow} from './read-status-now.ts';
export {restoreSession} from '../../session/restore-session.ts';
export {openSession} from '../../session/open-session.ts';
export {storyOf} from '../../record/session-story.ts';
export {resumeSession} from '../../session/resume-session.ts';
