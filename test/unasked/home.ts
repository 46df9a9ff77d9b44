/** A home folder in which nothing was ever kept, and what a program left in it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Variables that name other folders than those of the home, or turn onnxruntime's reports off. */
const SETTINGS =
  /^(INIT_CWD$|XDG_|METAMORPH_|ORT_|CI$|TF_BUILD|GITHUB_|GITLAB_|CIRCLECI|TRAVIS|JENKINS_|CODEBUILD_|BUILDKITE|TEAMCITY_|APPVEYOR|BITBUCKET_|SYSTEM_TEAM)/;

/** An empty home folder; the caller removes it. */
export const emptyHome = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-home-'));

/**
 * The environment of a person who has set nothing: what the test was told is taken away.
 *
 * @param home absolute
 */
export function environmentOf(home: string): NodeJS.ProcessEnv {
  const unset = Object.keys(process.env).filter((name) => SETTINGS.test(name));
  const temporary = path.join(home, 'AppData');
  return {
    ...Object.fromEntries(unset.map((name) => [name, undefined])),
    ...{ HOME: home, USERPROFILE: home, APPDATA: temporary, LOCALAPPDATA: temporary },
  };
}

/** All files below a home folder, by their paths from there. */
export const leftIn = (home: string): string[] =>
  fs
    .readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(home, path.join(entry.parentPath, entry.name)))
    .sort();

/** What onnxruntime keeps for its reports: who this computer is, and the queue of events. */
export const reportsIn = (home: string): string[] =>
  leftIn(home)
    .map((file) => path.basename(file))
    .filter((name) => ['deviceid', 'onnxruntime.db'].includes(name));
