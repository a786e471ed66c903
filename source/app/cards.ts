import type {EnvironmentClass} from '../environment/environment.ts';

export type RunbookCard = {id: string; title: string; summary: string; steps: number; problem?: string};

export type UnfinishedCard = {
  id: string;
  title: string;
  environment: string;
  class: EnvironmentClass;
  operator: string;
  lastAt: string;
};

export type HistoryCard = {
  id: string;
  runbook: string;
  class: EnvironmentClass;
  environment: string;
  operator: string;
  incident: string | null;
  openedAt: string;
  lastAt: string;
  state: string;
};

export type EnvironmentCard = {name: string; class: EnvironmentClass; gateway: string; source: string; explains: string; /** The one used last. */ last: boolean};
